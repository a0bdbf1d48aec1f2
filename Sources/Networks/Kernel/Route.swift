import CNetlink
import Glibc

/// A route of the main table: which addresses, through which interface.
struct Route: Sendable, Hashable {
    /// Where it leads; 0.0.0.0/0 for the default route.
    var destination: IPv4Subnet
    /// The interface, or nil where it has none or several (blackhole, multipath).
    var interface: String?

    /// A route by its parts.
    init(destination: IPv4Subnet, interface: String?) {
        self.destination = destination
        self.interface = interface
    }

    /// What libnl tells of a route; nil for tables and kinds that lead nowhere outside.
    init?(_ route: OpaquePointer) {
        guard rtnl_route_get_table(route) == UInt32(RT_TABLE_MAIN.rawValue),
            let address = rtnl_route_get_dst(route)
        else { return nil }
        let length = Int(nl_addr_get_prefixlen(address))
        let bytes = UnsafeRawBufferPointer(
            start: nl_addr_get_binary_addr(address),
            count: Int(nl_addr_get_len(address))
        )
        // The default route has an address without bytes.
        let base = IPv4Address(bytes: bytes) ?? IPv4Address(0)
        guard (0...32).contains(length) else { return nil }
        destination = IPv4Subnet(base, prefixLength: length)
        interface = rtnl_route_nexthop_n(route, 0).flatMap { Self.name(of: $0) }
    }

    private static func name(of hop: OpaquePointer) -> String? {
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard if_indextoname(UInt32(bitPattern: rtnl_route_nh_get_ifindex(hop)), &name) != nil
        else { return nil }
        return name.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
