import Glibc

/// An IPv6 address.
package struct IPv6Address: Sendable, Hashable {
    /// Sixteen bytes in the order of the wire.
    package let bytes: [UInt8]

    /// An address from sixteen bytes in the order of the wire, or nil where there are not sixteen.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads every form of inet_pton(3); no zone.
    package init?(_ text: String) {
        var storage = in6_addr()
        guard inet_pton(AF_INET6, text, &storage) == 1 else { return nil }
        bytes = withUnsafeBytes(of: &storage) { Array($0) }
    }

    /// The address of a number in the subnet that the networks of jobs share.
    ///
    /// fd63:7576:6574::/64 is a unique local one (RFC 4193) that no packet ever leaves the job's network with.
    package static func member(_ number: UInt16) -> IPv6Address {
        var bytes: [UInt8] = [0xFD, 0x63, 0x75, 0x76, 0x65, 0x74]
        bytes += [UInt8](repeating: 0, count: 8)
        bytes += [UInt8(number >> 8), UInt8(number & 0xFF)]
        return IPv6Address(unchecked: bytes)
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The short form of RFC 5952: `fd63:7576:6574::2`.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
        return text.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
