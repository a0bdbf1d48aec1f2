import HostSystem
import SystemPackage

/// The making of a hub: what its set-up needs, and what it leaves.
final class HubParts {
    /// The resolver's sockets.
    struct Sockets: Sendable {
        var datagrams: Socket
        var streams: Socket
    }

    private let access: OutsideAccess
    private let plan: SubnetPlan
    private let mtu: UInt32
    private var made: (Nftables, Sockets)?

    init(access: OutsideAccess, plan: SubnetPlan, mtu: UInt32) {
        self.access = access
        self.plan = plan
        self.mtu = mtu
    }

    /// Makes everything; on a thread in the new network.
    func setUp() throws(NetworkError) {
        let address = plan.members.address(1)
        let routes = try RouteSocket()
        try routes.bringUp("lo")
        try routes.addBridge(HubRuleset.bridge, mtu: mtu)
        try routes.addAddress(
            address.bytes,
            prefixLength: plan.members.prefixLength,
            to: HubRuleset.bridge
        )
        let filters = try Nftables()
        // Before forwarding: there is no moment without rules.
        let rules = HubRuleset(members: plan.members, access: access).text
        try filters.run(rules, to: "make the filters of a job's network")
        made = try system { () throws(SystemError) in
            try NetworkSetting.write("1", to: NetworkSetting.forwarding())
            // The filters judge IPv4. A kernel without IPv6 has no such setting.
            try? NetworkSetting.write("0", to: NetworkSetting.ipv6Forwarding)
            let place = SocketAddress(address, port: 53)
            return (
                filters,
                Sockets(
                    datagrams: try Socket(.udp, at: place),
                    streams: try Socket(.tcp, at: place)
                )
            )
        }
    }

    /// What was made.
    func taken() -> (Nftables, Sockets) {
        guard let made else { preconditionFailure("a hub was taken before it was made") }
        return made
    }
}
