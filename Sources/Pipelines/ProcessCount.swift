/// How many processes and threads a job may have at a time.
package struct ProcessCount: SettingValue {
    /// At least 1.
    package let count: Int

    /// A number that was checked before.
    package init(_ count: Int) {
        self.count = count
    }

    /// The kernel's own end of process ids (`PID_MAX_LIMIT`, proc(5)).
    private static let most = 4_194_304

    /// Reads a whole number from 1 to 4194304.
    ///
    /// - Parameter text: Such as `200`.
    /// - Returns: The number.
    /// - Throws: `SettingError` for anything else.
    package static func reading(_ text: String) throws(SettingError) -> ProcessCount {
        guard text.allSatisfy(\.isASCIIDigit), let count = Int(text), (1...most).contains(count)
        else {
            throw SettingError(
                "\"\(text)\" is not a number of processes",
                fix: "write a whole number from 1 to \(most)"
            )
        }
        return ProcessCount(count)
    }
}
