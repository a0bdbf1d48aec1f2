/// The addresses that begin with the same bits: `10.0.0.0/8`.
package struct IPv4Subnet: Sendable, Hashable {
    /// The first address; every bit behind the prefix is 0.
    package let base: IPv4Address
    /// How many bits all addresses share, 0 to 32.
    package let prefixLength: Int

    /// A subnet by its first address; bits behind the prefix are cut off.
    package init(_ base: IPv4Address, prefixLength: Int) {
        precondition((0...32).contains(prefixLength), "an IPv4 prefix has 0 to 32 bits")
        self.base = IPv4Address(base.value & Self.mask(prefixLength))
        self.prefixLength = prefixLength
    }

    /// Reads `ADDRESS/LENGTH`; nil also where bits behind the prefix are set.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPv4Address(parts[0]), let length = Int(parts[1]),
            (0...32).contains(length), String(length) == parts[1],
            address.value & ~Self.mask(length) == 0
        else { return nil }
        self.init(address, prefixLength: length)
    }

    private static func mask(_ length: Int) -> UInt32 {
        length == 0 ? 0 : ~0 << UInt32(32 - length)
    }

    /// How many addresses it has.
    package var count: Int { 1 << (32 - prefixLength) }

    /// Whether an address is one of its own.
    package func contains(_ address: IPv4Address) -> Bool {
        address.value & Self.mask(prefixLength) == base.value
    }

    /// Whether the two have an address in common.
    package func overlaps(_ other: IPv4Subnet) -> Bool {
        contains(other.base) || other.contains(base)
    }

    /// The address of a number, counted from the first one; the number is below `count`.
    package func address(_ number: Int) -> IPv4Address {
        precondition(number >= 0 && number < count, "\(self) has no address number \(number)")
        return IPv4Address(base.value + UInt32(number))
    }

    /// 169.254.0.0/16: one link only, and where clouds hand out the credentials of their machines.
    package static let linkLocal = IPv4Subnet(IPv4Address(0xA9FE_0000), prefixLength: 16)
}

extension IPv4Subnet: CustomStringConvertible {
    /// The first address and the length of the prefix: `10.0.0.0/8`.
    package var description: String { "\(base)/\(prefixLength)" }
}
