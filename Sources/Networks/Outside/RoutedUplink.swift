import HostSystem
import SystemPackage

/// The way out of a network for root: a cable from the hub to the host, which forwards and hides the hub's address
/// behind its own.
///
/// The cable ends with the hub's network; the number is free again when its lock is gone.
struct RoutedUplink: ~Copyable, Sendable {
    /// The host's end.
    let interface: String
    private let use: LockedFile
    private let number: LockedFile

    /// Connects a hub.
    ///
    /// - Parameters:
    ///   - hub: Has no way out yet.
    ///   - host: Where to.
    ///   - locks: Which numbers are taken.
    ///   - plan: Which addresses.
    ///   - facts: What the host's own network is like.
    /// - Returns: The way out.
    /// - Throws: `NetworkError`; `.full` where every number is taken.
    static func open(
        from hub: borrowing NetworkNamespace,
        to host: borrowing NetworkNamespace,
        locks: borrowing UplinkLocks,
        plan: SubnetPlan,
        facts: HostRoutes
    ) throws(NetworkError) -> RoutedUplink {
        let use = try lock { () throws(SystemError) in try locks.use() }
        try host.run { () throws(NetworkError) in try HostTable.ensure(for: facts.interfaces) }
        for candidate in 0..<SubnetPlan.uplinkCount {
            guard let number = try take(candidate, of: locks),
                try connect(candidate, hub, host, plan, facts.mtu)
            else { continue }
            return RoutedUplink(
                interface: Self.name(candidate),
                use: use,
                number: number
            )
        }
        throw .full("all \(SubnetPlan.uplinkCount) uplinks of this host are in use")
    }

    private init(interface: String, use: consuming LockedFile, number: consuming LockedFile) {
        self.interface = interface
        self.use = use
        self.number = number
    }

    private static func name(_ number: Int) -> String { "\(HostRuleset.prefix)\(number)" }

    private static func lock(
        _ work: () throws(SystemError) -> LockedFile
    ) throws(NetworkError) -> LockedFile {
        do throws(SystemError) { return try work() } catch { throw .system(error) }
    }

    private static func take(
        _ number: Int,
        of locks: borrowing UplinkLocks
    ) throws(NetworkError) -> LockedFile? {
        do throws(SystemError) { return try locks.take(number) } catch { throw .system(error) }
    }

    /// - Returns: Whether the cable was made; not where the one of a network that just ended is still there.
    private static func connect(
        _ number: Int,
        _ hub: borrowing NetworkNamespace,
        _ host: borrowing NetworkNamespace,
        _ plan: SubnetPlan,
        _ mtu: UInt32
    ) throws(NetworkError) -> Bool {
        let addresses = plan.uplink(number)
        let near = name(number)
        let hubDescriptor = hub.descriptor
        let made = try host.run { () throws(NetworkError) in
            guard (try? RouteSocket.index(of: near)) == nil else { return false }
            let routes = try RouteSocket()
            try routes.addCable(
                near,
                bridge: nil,
                far: HubRuleset.outside,
                in: hubDescriptor,
                address: nil,
                mtu: mtu
            )
            try routes.addAddress(addresses.host.bytes, prefixLength: 31, to: near)
            try HostTable.setForwarding(true, near)
            return true
        }
        guard made else { return false }
        try hub.run { () throws(NetworkError) in
            let routes = try RouteSocket()
            try routes.addAddress(addresses.hub.bytes, prefixLength: 31, to: HubRuleset.outside)
            try routes.bringUp(HubRuleset.outside)
            try routes.addDefaultRoute(by: addresses.host, on: HubRuleset.outside)
        }
        try host.run { () throws(NetworkError) in try RouteSocket().settle(near) }
        return true
    }
}
