import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// The making of a member: its network, its cable to the hub, its addresses.
final class MemberParts {
    private let number: UInt16
    private let plan: SubnetPlan
    private let mtu: UInt32
    /// Whether the kernel gave it an IPv6 address.
    private(set) var hasIPv6 = false

    init(number: UInt16, plan: SubnetPlan, mtu: UInt32) {
        self.number = number
        self.plan = plan
        self.mtu = mtu
    }

    /// What other members reach it by.
    var address: IPv4Address { plan.members.address(Int(number)) }
    /// The same.
    var ipv6: IPv6Address { .member(number) }

    /// What the member calls its end of the cable.
    private static let interface = "eth0"

    /// Makes it on one thread, which is in the hub first and then in the new network; 1 ms.
    func make(in hub: borrowing NetworkNamespace) throws(NetworkError) -> NetworkNamespace {
        let made = try hub.run { () throws(NetworkError) -> Int32 in
            let hubRoutes = try RouteSocket()
            let bridge = try RouteSocket.index(of: HubRuleset.bridge)
            let new = csandbox_new_network()
            let file = OpenFile(
                adopting: try system { () throws(SystemError) in
                    try call("make a network namespace", "unshare", new)
                }
            )
            let near = "m\(number)"
            try hubRoutes.addCable(
                near,
                bridge: bridge,
                far: Self.interface,
                in: file.descriptor,
                // A locally administered address (IEEE 802, second bit) that says the IPv4 address.
                address: [0x02, 0x63] + address.bytes,
                mtu: mtu
            )
            try setUp()
            // The bridge second: it has a carrier when one of its cables has.
            try hubRoutes.settle(near)
            try hubRoutes.settle(HubRuleset.bridge)
            return file.release()
        }
        return NetworkNamespace(adopting: OpenFile(adopting: made))
    }

    private func setUp() throws(NetworkError) {
        let routes = try RouteSocket()
        try routes.bringUp("lo")
        try routes.bringUp(Self.interface)
        try routes.addAddress(
            address.bytes,
            prefixLength: plan.members.prefixLength,
            to: Self.interface
        )
        try routes.addDefaultRoute(by: plan.members.address(1), on: Self.interface)
        do throws(NetworkError) {
            try routes.addAddress(ipv6.bytes, prefixLength: 64, to: Self.interface)
            hasIPv6 = true
        } catch {
            // A kernel without IPv6 refuses it; IPv4 is enough.
            hasIPv6 = false
        }
        try system { () throws(SystemError) in
            try NetworkSetting.write("0", to: NetworkSetting.firstOpenPort)
        }
        // All groups, or the only one that a user namespace of a single identity has. Without either, "ping" needs a
        // capability, as it does on many hosts.
        if (try? NetworkSetting.write("0 2147483647", to: NetworkSetting.pingGroups)) == nil {
            try? NetworkSetting.write("0 0", to: NetworkSetting.pingGroups)
        }
    }
}
