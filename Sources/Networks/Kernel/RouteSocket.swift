import CNetlink
import Glibc
import HostSystem
import SystemPackage

/// A conversation with the kernel about the interfaces, addresses and routes of one network: the one that the thread
/// was in that opened it.
///
/// Source: rtnetlink(7); libnl's route library.
struct RouteSocket: ~Copyable {
    let socket: OpaquePointer

    /// Opens a conversation in the calling thread's network.
    init() throws(NetworkError) {
        guard let socket = nl_socket_alloc() else {
            throw .system(SystemError("open netlink", call: "nl_socket_alloc", errno: .noMemory))
        }
        let result = nl_connect(socket, Int32(NETLINK_ROUTE))
        guard result >= 0 else {
            nl_socket_free(socket)
            throw Self.refusal("open netlink", result)
        }
        self.socket = socket
    }

    deinit {
        nl_socket_free(socket)
    }

    /// Makes a bridge and brings it up.
    ///
    /// - Parameters:
    ///   - name: At most 15 bytes.
    ///   - mtu: The most bytes that a packet through it may have.
    /// - Throws: `NetworkError.netlink`.
    func addBridge(_ name: String, mtu: UInt32) throws(NetworkError) {
        let link = try Self.link()
        defer { rtnl_link_put(link) }
        rtnl_link_set_name(link, name)
        rtnl_link_set_type(link, "bridge")
        rtnl_link_set_mtu(link, mtu)
        rtnl_link_set_flags(link, UInt32(IFF_UP))
        try check("make the bridge \(name)", rtnl_link_add(socket, link, Self.new))
    }

    /// Makes two interfaces that are the ends of one cable.
    ///
    /// The near end comes up; the far end cannot until both are there (ENOTCONN), so its network brings it up.
    ///
    /// - Parameters:
    ///   - near: The end in this network.
    ///   - bridge: The index of the bridge that the near end joins, or nil.
    ///   - far: The name of the other end.
    ///   - network: Where the other end is.
    ///   - address: The hardware address of the other end, or nil for any.
    ///   - mtu: The most bytes that a packet may have.
    /// - Throws: `NetworkError.netlink`.
    func addCable(
        _ near: String,
        bridge: UInt32?,
        far: String,
        in network: Int32,
        address: [UInt8]?,
        mtu: UInt32
    ) throws(NetworkError) {
        guard let link = rtnl_link_veth_alloc(), let peer = rtnl_link_veth_get_peer(link) else {
            throw Self.noMemory
        }
        defer {
            rtnl_link_put(peer)
            rtnl_link_veth_release(link)
        }
        rtnl_link_set_name(link, near)
        rtnl_link_set_mtu(link, mtu)
        if let bridge { rtnl_link_set_master(link, Int32(bridge)) }
        rtnl_link_set_flags(link, UInt32(IFF_UP))
        rtnl_link_set_name(peer, far)
        rtnl_link_set_mtu(peer, mtu)
        rtnl_link_set_ns_fd(peer, network)
        if let address {
            let hardware = nl_addr_build(AF_LLC, address, address.count)
            rtnl_link_set_addr(peer, hardware)
            nl_addr_put(hardware)
        }
        try check("make the interfaces \(near) and \(far)", rtnl_link_add(socket, link, Self.new))
    }

    /// Brings an interface up.
    func bringUp(_ name: String) throws(NetworkError) {
        let link = try Self.link()
        defer { rtnl_link_put(link) }
        let change = try Self.link()
        defer { rtnl_link_put(change) }
        rtnl_link_set_ifindex(link, Int32(try Self.index(of: name)))
        rtnl_link_set_flags(change, UInt32(IFF_UP))
        try check("bring \(name) up", rtnl_link_change(socket, link, change, 0))
    }

    /// Gives an interface an address.
    ///
    /// - Parameters:
    ///   - bytes: Four of IPv4, or sixteen of IPv6.
    ///   - prefixLength: How many bits of it are the subnet's.
    ///   - name: The interface.
    /// - Throws: `NetworkError.netlink`; "Operation not supported" or "Permission denied" where IPv6 is off.
    func addAddress(
        _ bytes: [UInt8],
        prefixLength: Int,
        to name: String
    ) throws(NetworkError) {
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard let address = rtnl_addr_alloc(), let local = nl_addr_build(family, bytes, bytes.count)
        else { throw Self.noMemory }
        defer {
            nl_addr_put(local)
            rtnl_addr_put(address)
        }
        nl_addr_set_prefixlen(local, Int32(prefixLength))
        rtnl_addr_set_ifindex(address, Int32(try Self.index(of: name)))
        rtnl_addr_set_local(address, local)
        // IPv6 would look for duplicates for a second; we hand the addresses out ourselves.
        if family == AF_INET6 { rtnl_addr_set_flags(address, UInt32(IFA_F_NODAD)) }
        try check("give \(name) an address", rtnl_addr_add(socket, address, 0))
    }

    /// Sends everything that has no other route by way of a neighbour.
    func addDefaultRoute(by gateway: IPv4Address, on name: String) throws(NetworkError) {
        let everywhere: [UInt8] = [0, 0, 0, 0]
        guard let route = rtnl_route_alloc(), let hop = rtnl_route_nh_alloc(),
            let destination = nl_addr_build(AF_INET, everywhere, 4),
            let address = nl_addr_build(AF_INET, gateway.bytes, 4)
        else { throw Self.noMemory }
        defer {
            nl_addr_put(destination)
            nl_addr_put(address)
            rtnl_route_put(route)
        }
        nl_addr_set_prefixlen(destination, 0)
        rtnl_route_set_dst(route, destination)
        rtnl_route_nh_set_gateway(hop, address)
        rtnl_route_nh_set_ifindex(hop, Int32(try Self.index(of: name)))
        rtnl_route_add_nexthop(route, hop)
        try check("route through \(name)", rtnl_route_add(socket, route, 0))
    }

    /// The IPv4 routes of the main table.
    func routes() throws(NetworkError) -> [Route] {
        var cache: OpaquePointer?
        try check("list the routes", rtnl_route_alloc_cache(socket, AF_INET, 0, &cache))
        guard let cache else { throw Self.noMemory }
        defer { nl_cache_free(cache) }
        var routes: [Route] = []
        var next = nl_cache_get_first(cache)
        while let object = next {
            if let route = Route(object) { routes.append(route) }
            next = nl_cache_get_next(object)
        }
        return routes
    }

    /// Waits until an interface, whose cable has just been plugged in at the other end, sends.
    ///
    /// The kernel lets it send, and a bridge forward, in a work of its own that may be late; what is sent before is
    /// lost, and TCP tries again after a second. Asking for the interface does that work at once (Linux 6.8,
    /// `linkwatch_sync_dev` in `rtnl_getlink`).
    func settle(_ name: String) throws(NetworkError) {
        _ = try mtu(of: name)
    }

    /// The most bytes that a packet through an interface may have.
    func mtu(of name: String) throws(NetworkError) -> UInt32 {
        var link: OpaquePointer?
        try check("look at \(name)", rtnl_link_get_kernel(socket, 0, name, &link))
        guard let link else { throw Self.noMemory }
        defer { rtnl_link_put(link) }
        return rtnl_link_get_mtu(link)
    }

    /// The number of an interface of the calling thread's network.
    static func index(of name: String) throws(NetworkError) -> UInt32 {
        let index = if_nametoindex(name)
        guard index == 0 else { return index }
        throw .system(.last("find the interface \(name)", "if_nametoindex"))
    }

    private static let new = NLM_F_CREATE | NLM_F_EXCL

    private static func link() throws(NetworkError) -> OpaquePointer {
        guard let link = rtnl_link_alloc() else { throw noMemory }
        return link
    }

    static var noMemory: NetworkError {
        .system(SystemError("speak netlink", call: "malloc", errno: .noMemory))
    }

    func check(_ action: @autoclosure () -> String, _ result: Int32) throws(NetworkError) {
        guard result < 0 else { return }
        throw Self.refusal(action(), result)
    }

    private static func refusal(_ action: String, _ result: Int32) -> NetworkError {
        .netlink(action: action, reason: String(cString: nl_geterror(result)))
    }
}
