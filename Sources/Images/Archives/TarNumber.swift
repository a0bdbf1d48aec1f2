/// The ways in which a tar archive writes numbers.
enum TarNumber {
    /// Reads a field of a header: octal digits between spaces and zero bytes, or, as GNU tar does for what does not
    /// fit, a big-endian two's complement number behind a first byte of 0x80 or 0xFF.
    ///
    /// - Parameters:
    ///   - bytes: The field; an empty one is 0.
    ///   - name: What a message calls it.
    /// - Returns: The number.
    /// - Throws: `LayerFault.damagedHeader`.
    static func field(_ bytes: ArraySlice<UInt8>, named name: String) throws(LayerFault) -> Int64 {
        guard let first = bytes.first, first & 0x80 != 0 else {
            return try octal(bytes, named: name)
        }
        // Bit 6 is the sign; bit 7 only marks the form.
        let isNegative = first & 0x40 != 0
        var value: Int64 = isNegative ? -1 : 0
        let digits = [isNegative ? first : first & 0x7F] + bytes.dropFirst()
        for digit in digits {
            let (high, overflow) = value.multipliedReportingOverflow(by: 256)
            guard !overflow else { throw .damagedHeader("its \(name) is too large") }
            value = high | Int64(digit)
        }
        return value
    }

    private static func octal(
        _ bytes: ArraySlice<UInt8>,
        named name: String
    ) throws(LayerFault) -> Int64 {
        let digits = bytes.drop { $0 == 0x20 || $0 == 0 }.prefix { $0 != 0x20 && $0 != 0 }
        let rest = bytes[digits.endIndex...]
        guard rest.allSatisfy({ $0 == 0x20 || $0 == 0 }),
            digits.allSatisfy({ 0x30...0x37 ~= $0 })
        else { throw .damagedHeader("its \(name) is not a number") }
        // A field has 12 digits at most: 36 bits.
        return digits.reduce(0) { $0 << 3 | Int64($1 - 0x30) }
    }

    /// Reads decimal digits without a sign, as extended headers write sizes and ids.
    ///
    /// - Parameter bytes: All of them digits.
    /// - Returns: The number; nil where it is none or does not fit.
    static func decimal(_ bytes: some Collection<UInt8>) -> Int64? {
        guard !bytes.isEmpty, bytes.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLarge) = tens.addingReportingOverflow(Int64(byte - 0x30))
            guard !overflow, !tooLarge else { return nil }
            value = sum
        }
        return value
    }

    /// Reads a time of an extended header: seconds with any number of decimals, perhaps negative.
    ///
    /// - Parameter bytes: Such as `1700000000.25`.
    /// - Returns: The time, rounded down to nanoseconds; nil where it is none.
    static func time(_ bytes: [UInt8]) -> FileTime? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let parts = bytes.dropFirst(isNegative ? 1 : 0)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let seconds = parts.first.flatMap(decimal), parts.count <= 2 else { return nil }
        let decimals = parts.count == 2 ? Array(parts[1].prefix(9)) : []
        guard decimals.isEmpty || decimal(decimals) != nil else { return nil }
        let padded = decimals + [UInt8](repeating: 0x30, count: 9 - decimals.count)
        let nanoseconds = decimal(padded) ?? 0
        guard isNegative else { return FileTime(seconds: seconds, nanoseconds: nanoseconds) }
        return nanoseconds == 0
            ? FileTime(seconds: -seconds, nanoseconds: 0)
            : FileTime(seconds: -seconds - 1, nanoseconds: 1_000_000_000 - nanoseconds)
    }
}

/// A moment as file systems keep it.
struct FileTime: Sendable, Hashable {
    /// Since 1970; negative before.
    var seconds: Int64
    /// Added to the seconds: 0 to 999,999,999.
    var nanoseconds: Int64
}
