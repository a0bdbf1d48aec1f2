/// How many processors' time a job may use: `2`, `0.5`.
package struct CPUCount: SettingValue {
    /// In thousandths of one processor, at least 10.
    package let milli: Int

    /// A number of processors that was checked before, in thousandths.
    package init(milli: Int) {
        self.milli = milli
    }

    /// Reads a number of processors from 0.01 to 4096; what is finer than a thousandth is dropped.
    ///
    /// - Parameter text: Such as `1.5`.
    /// - Returns: The number of processors.
    /// - Throws: `SettingError` for what is no number, or one out of bounds.
    package static func reading(_ text: String) throws(SettingError) -> CPUCount {
        guard text.allSatisfy({ $0.isASCIIDigit || $0 == "." }), let count = Double(text) else {
            throw SettingError(
                "\"\(text)\" is not a number of processors",
                fix: "write a number, such as 2 or 0.5"
            )
        }
        guard (0.01...4096).contains(count) else {
            throw SettingError(
                "\(text) processors are out of bounds",
                fix: "write a number from 0.01 to 4096"
            )
        }
        return CPUCount(milli: Int(count * 1000))
    }
}

extension CPUCount: CustomStringConvertible {
    /// Without needless zeros: `2`, `0.5`.
    package var description: String {
        var thousandths = String(milli % 1000 + 1000).dropFirst()
        while thousandths.last == "0" { thousandths = thousandths.dropLast() }
        return thousandths.isEmpty ? "\(milli / 1000)" : "\(milli / 1000).\(thousandths)"
    }
}
