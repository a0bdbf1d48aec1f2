/// An IPv4 address.
package struct IPv4Address: Sendable, Hashable, Comparable {
    /// The address as a number, most significant byte first: 10.0.0.1 is 0x0A000001.
    package var value: UInt32

    /// An address by its number.
    package init(_ value: UInt32) {
        self.value = value
    }

    /// Reads four decimal numbers between dots, without leading zeros, since some programs take those for octal.
    package init?(_ text: some StringProtocol) {
        let fields = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard fields.count == 4 else { return nil }
        var value: UInt32 = 0
        for field in fields {
            guard let byte = Self.byte(field) else { return nil }
            value = value << 8 | byte
        }
        self.value = value
    }

    private static func byte(_ digits: some Collection<UInt8>) -> UInt32? {
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        var number: UInt32 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + UInt32(digit - UInt8(ascii: "0"))
        }
        return number < 256 ? number : nil
    }

    /// The four bytes in the order of the wire.
    package var bytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// An address from four bytes in the order of the wire, or nil where there are not four.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether it is in 127.0.0.0/8, which only the host itself reaches.
    package var isLoopback: Bool { value >> 24 == 127 }

    /// By number.
    package static func < (left: IPv4Address, right: IPv4Address) -> Bool {
        left.value < right.value
    }
}

extension IPv4Address: CustomStringConvertible {
    /// Decimal numbers between dots: `10.0.0.1`.
    package var description: String {
        bytes.map(String.init).joined(separator: ".")
    }
}
