import Glibc

/// An address and a port, as socket calls want them; ip(7), ipv6(7).
struct SocketAddress: Sendable, Hashable {
    /// `AF_INET` or `AF_INET6`.
    let family: Int32
    /// A `sockaddr_in` or `sockaddr_in6`.
    private let bytes: [UInt8]

    /// An IPv4 address and a port.
    init(_ address: IPv4Address, port: UInt16) {
        var storage = sockaddr_in()
        storage.sin_family = sa_family_t(AF_INET)
        storage.sin_port = port.bigEndian
        storage.sin_addr.s_addr = address.value.bigEndian
        family = AF_INET
        bytes = withUnsafeBytes(of: &storage) { Array($0) }
    }

    /// A name server as `resolv.conf` writes it: IPv4, or IPv6 with a zone (`fe80::1%eth0`); nil for other texts.
    ///
    /// The zone is looked up in the calling thread's network.
    init?(server: String, port: UInt16 = 53) {
        if let address = IPv4Address(server) {
            self.init(address, port: port)
            return
        }
        let parts = server.split(separator: "%", maxSplits: 1).map { String($0) }
        guard let first = parts.first, let address = IPv6Address(first) else { return nil }
        var storage = sockaddr_in6()
        storage.sin6_family = sa_family_t(AF_INET6)
        storage.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &storage.sin6_addr) { $0.copyBytes(from: address.bytes) }
        if parts.count == 2 {
            storage.sin6_scope_id = UInt32(parts[1]) ?? if_nametoindex(parts[1])
        }
        self.init(family: AF_INET6, bytes: withUnsafeBytes(of: &storage) { Array($0) })
    }

    private init(family: Int32, bytes: [UInt8]) {
        self.family = family
        self.bytes = bytes
    }

    /// What a call has written, or nil where it is of another family than IPv4.
    private init?(_ storage: sockaddr_in) {
        guard storage.sin_family == sa_family_t(AF_INET) else { return nil }
        self.init(
            IPv4Address(UInt32(bigEndian: storage.sin_addr.s_addr)),
            port: UInt16(bigEndian: storage.sin_port)
        )
    }

    /// The IPv4 address; 0.0.0.0 of an IPv6 one.
    var ipv4: IPv4Address {
        family == AF_INET ? IPv4Address(bytes: bytes[4..<8]) ?? IPv4Address(0) : IPv4Address(0)
    }

    /// The port.
    var port: UInt16 { UInt16(bytes[2]) << 8 | UInt16(bytes[3]) }

    /// Hands the address to a call.
    func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value? {
        bytes.withUnsafeBytes { buffer in
            buffer.baseAddress.map {
                body($0.assumingMemoryBound(to: sockaddr.self), socklen_t(buffer.count))
            }
        }
    }

    /// Lets a call write an IPv4 address.
    static func receiving<Value>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Value
    ) -> (Value, SocketAddress?) {
        var storage = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let value = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
        }
        return (value, SocketAddress(storage))
    }
}
