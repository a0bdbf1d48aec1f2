import HostSystem
import Synchronization

/// The network of a job: its steps and services see each other by name, and outside what they may.
///
/// In the middle is the hub, a network namespace with the bridge that members are joined to by cables, the resolver's
/// sockets, the filters, and one interface to the outside. All of it is the same for root and for an ordinary user,
/// but for what is at the other end of that interface. No name on the host leads to it: it ends with this value and
/// the members, or with the process.
package struct JobNetwork: ~Copyable, Sendable {
    private let host: NetworkHost
    private let hub: NetworkNamespace
    private let plan: SubnetPlan
    private let mtu: UInt32
    private let book: NameBook
    private let filters: Nftables
    private let resolver: LoopThread
    private let routed: RoutedUplink?
    private let userMode: UserModeUplink?
    private let lastNumber = Atomic<UInt16>(1)

    /// Makes the network of a job.
    ///
    /// - Parameters:
    ///   - access: What its members may reach outside.
    ///   - host: Where it gets there.
    /// - Returns: The network, without members.
    /// - Throws: `NetworkError.noOutside` where something outside is to be reached and there is no way to it.
    package static func open(
        _ access: OutsideAccess,
        on host: NetworkHost
    ) throws(NetworkError) -> JobNetwork {
        if access != .nothing, case .none(let reason, let hint) = host.way {
            throw .noOutside(reason: reason, hint: hint)
        }
        let routes = try host.namespace.run { () throws(NetworkError) in try HostRoutes.read() }
        let plan = try SubnetPlan(avoiding: routes.subnets)
        let parts = HubParts(access: access, plan: plan, mtu: routes.mtu)
        let hub = try NetworkNamespace.make { _ throws(NetworkError) in try parts.setUp() }
        let (filters, sockets) = parts.taken()
        let book = NameBook()
        let servers = host.resolver.servers
        let resolver = try LoopThread(in: host.namespace.descriptor) { loop in
            DNSServer(
                DNSPolicy(access: access, book: book),
                servers: servers.compactMap { SocketAddress(server: $0) },
                filters: filters,
                on: loop
            ).serve(datagrams: sockets.datagrams, streams: sockets.streams)
        }
        return JobNetwork(
            host: host,
            routed: try routedUplink(access, from: hub, to: host, plan, routes),
            userMode: try userModeUplink(access, from: hub, to: host, routes),
            hub: hub,
            plan: plan,
            mtu: routes.mtu,
            book: book,
            filters: filters,
            resolver: resolver
        )
    }

    private init(
        host: NetworkHost,
        routed: consuming RoutedUplink?,
        userMode: consuming UserModeUplink?,
        hub: consuming NetworkNamespace,
        plan: SubnetPlan,
        mtu: UInt32,
        book: NameBook,
        filters: Nftables,
        resolver: LoopThread
    ) {
        self.host = host
        self.routed = routed
        self.userMode = userMode
        self.hub = hub
        self.plan = plan
        self.mtu = mtu
        self.book = book
        self.filters = filters
        self.resolver = resolver
    }

    private static func routedUplink(
        _ access: OutsideAccess,
        from hub: borrowing NetworkNamespace,
        to host: NetworkHost,
        _ plan: SubnetPlan,
        _ routes: HostRoutes
    ) throws(NetworkError) -> RoutedUplink? {
        guard access != .nothing, host.way == .routed else { return nil }
        return try RoutedUplink.open(
            from: hub,
            to: host.namespace,
            locks: try host.locks(),
            plan: plan,
            facts: routes
        )
    }

    private static func userModeUplink(
        _ access: OutsideAccess,
        from hub: borrowing NetworkNamespace,
        to host: NetworkHost,
        _ routes: HostRoutes
    ) throws(NetworkError) -> UserModeUplink? {
        guard access != .nothing, case .userMode(let program) = host.way else { return nil }
        return try UserModeUplink.open(program, from: hub, to: host.namespace, mtu: routes.mtu)
    }

    /// Joins a new member.
    ///
    /// - Parameter names: What the others call it, at best before they begin, since they get them in their `hosts`
    ///   file; none for a step that nobody calls.
    /// - Returns: The member.
    /// - Throws: `NetworkError.nameTaken`; `.full` after 4 093 members.
    package borrowing func member(named names: [DomainName] = []) throws(NetworkError)
        -> NetworkMember
    {
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        guard Int(number) < plan.members.count - 1 else {
            lastNumber.store(number - 1, ordering: .relaxed)
            throw .full("a job's network has \(plan.members.count - 3) members at most")
        }
        let parts = MemberParts(number: number, plan: plan, mtu: mtu)
        let namespace = try parts.make(in: hub)
        let place = NameBook.Place(
            number: number,
            ipv4: parts.address,
            ipv6: parts.hasIPv6 ? parts.ipv6 : nil
        )
        try book.enter(names, place)
        return NetworkMember(namespace: namespace, place: place, names: names, book: book)
    }

    /// What a member's `/etc/resolv.conf` is to say.
    package var resolverConfiguration: ResolverConfiguration {
        host.resolver.forMembers(server: plan.members.address(1))
    }

    /// What a member's `/etc/hosts` is to say: itself, and all members that have names by now.
    ///
    /// - Parameters:
    ///   - member: Whose file it is.
    ///   - hostname: What it calls itself.
    /// - Returns: The file.
    package borrowing func hosts(
        for member: borrowing NetworkMember,
        hostname: String
    ) -> HostsFile {
        var file = HostsFile.local
        for (place, names) in book.places() where place.ipv4 != member.address {
            file.lines.append(.init("\(place.ipv4)", names.map(\.text)))
        }
        let own = [hostname] + member.names.map(\.text).filter { $0 != hostname }
        file.lines.append(.init("\(member.address)", own))
        return file
    }

    /// Lets a port of the host lead to a member.
    ///
    /// - Parameters:
    ///   - mapping: Which port, and where it leads.
    ///   - address: The member's.
    /// - Returns: The port, to be held for as long as it should lead there.
    /// - Throws: `NetworkError.portTaken`; `.system` where the user may not take the port.
    package borrowing func publish(
        _ mapping: PortMapping,
        to address: IPv4Address
    ) throws(NetworkError) -> PublishedPort {
        try PublishedPort.open(mapping, to: address, hub: hub, host: host.namespace)
    }

    /// Waits until somebody accepts connections at a TCP port of a member; blocks its thread.
    ///
    /// - Parameters:
    ///   - port: The member's.
    ///   - address: The member's.
    ///   - time: How long to try; zero for one attempt.
    /// - Returns: Whether somebody did.
    /// - Throws: `NetworkError.system` where the attempt itself cannot be made.
    package borrowing func accepts(
        _ port: UInt16,
        of address: IPv4Address,
        within time: Duration
    ) throws(NetworkError) -> Bool {
        let deadline = ContinuousClock.now + time
        return try hub.run { () throws(NetworkError) in
            try ConnectionProbe.waitUntilAccepted(
                SocketAddress(address, port: port),
                until: deadline
            )
        }
    }

    /// What members attempted to reach outside until now.
    package borrowing func egressLog() throws(NetworkError) -> EgressLog {
        var records: [EgressRecord] = []
        var isComplete = true
        for (set, allowed) in [("contacted", true), ("refused", false)] {
            let command = "list set ip \(HubRuleset.table) \(set)"
            let notes = try EgressNotes(parsing: filters.list(command, to: "read the egress log"))
            records += notes.records(allowed: allowed, name: book.name)
            if notes.notes.count >= HubRuleset.noteCount { isComplete = false }
        }
        let refusals = book.refusals()
        if refusals.count >= NameBook.noteCount { isComplete = false }
        records += refusals.map { refusal, count in
            EgressRecord(
                member: "\(refusal.member)",
                kind: .lookup,
                name: refusal.name.text,
                allowed: false,
                count: count
            )
        }
        return EgressLog(records, isComplete: isComplete)
    }
}
