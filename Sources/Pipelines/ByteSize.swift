/// A number of bytes: `512MiB`, `2GiB`, `1.5GB`.
package struct ByteSize: SettingValue {
    /// At least 1.
    package let bytes: Int64

    /// A size that was checked before.
    package init(bytes: Int64) {
        self.bytes = bytes
    }

    private static let units: [(name: String, bytes: Int64)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000), ("B", 1),
    ]

    /// Reads a number with a unit; the `i` units count in 1024s, the others in 1000s.
    ///
    /// - Parameter text: Such as `512MiB`.
    /// - Returns: The size, rounded down to whole bytes.
    /// - Throws: `SettingError` for a missing or unknown unit, zero, or 2^53 bytes and more.
    package static func reading(_ text: String) throws(SettingError) -> ByteSize {
        let number = text.prefix { $0.isASCIIDigit || $0 == "." }
        let unitName = text.dropFirst(number.count).drop { $0 == " " }
        guard let amount = Double(number), !unitName.isEmpty,
            let unit = units.first(where: { $0.name == unitName })
        else {
            throw SettingError(
                unitName.isEmpty && !number.isEmpty
                    ? "\"\(text)\" has no unit" : "\"\(text)\" is not a size",
                fix: "write a number with KiB, MiB, GiB or TiB, such as \"512MiB\""
            )
        }
        let bytes = amount * Double(unit.bytes)
        guard bytes >= 1 else {
            throw SettingError("\"\(text)\" is less than one byte", fix: "leave the key out")
        }
        guard bytes < 0x1p53 else {
            throw SettingError("\"\(text)\" is more than any machine has", fix: "leave the key out")
        }
        return ByteSize(bytes: Int64(bytes))
    }
}

extension ByteSize: CustomStringConvertible {
    /// In the largest unit that leaves no remainder: `512MiB`, `100MB`, `1001B`.
    package var description: String {
        let exact = Self.units.filter { bytes % $0.bytes == 0 }.max { $0.bytes < $1.bytes }
        return exact.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
    }
}
