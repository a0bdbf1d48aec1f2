/// What a network has to know of the host's own.
struct HostRoutes: Sendable, Hashable {
    /// Where the host has routes to, the default route and our own left out.
    var subnets: [IPv4Subnet]
    /// The interfaces that packets to us come in by.
    var interfaces: [String]
    /// The most bytes of a packet through the default route.
    var mtu: UInt32

    /// Looks; on a thread in the host's network.
    static func read() throws(NetworkError) -> HostRoutes {
        let socket = try RouteSocket()
        let routes = try socket.routes().filter { route in
            route.interface?.hasPrefix(HostRuleset.prefix) != true
        }
        let outside = routes.first { $0.destination.prefixLength == 0 }?.interface
        var interfaces: [String] = []
        for name in routes.compactMap(\.interface) where !interfaces.contains(name) && name != "lo"
        {
            interfaces.append(name)
        }
        return HostRoutes(
            subnets: routes.map(\.destination).filter { $0.prefixLength > 0 },
            interfaces: interfaces,
            // A member that sends more than the host can would wait for an ICMP message that not every net passes on.
            mtu: try outside.map { name throws(NetworkError) in
                min(try socket.mtu(of: name), Self.mtuMax)
            } ?? Self.mtuMax
        )
    }

    private static let mtuMax: UInt32 = 1500
}
