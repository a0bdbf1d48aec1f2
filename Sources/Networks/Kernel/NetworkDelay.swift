import CNetlink
import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// Delays what a member of a network sends, as a longer way would.
package enum NetworkDelay {
    /// Adds a delay to all that a network's `eth0` sends from now on.
    ///
    /// - Parameters:
    ///   - milliseconds: How much later each packet leaves.
    ///   - network: The network's namespace; lent.
    /// - Throws: `NetworkError.netlink` where the kernel has no netem (tc-netem(8)).
    package static func add(milliseconds: Int, to network: Int32) throws(NetworkError) {
        try NamespaceThread.run { () throws(NetworkError) in
            guard csandbox_enter_network(network) == 0 else {
                throw .system(.last("enter a network", "setns"))
            }
            let index = if_nametoindex("eth0")
            guard index > 0 else { throw .system(.last("find eth0", "if_nametoindex")) }
            try RouteSocket().addDelay(microseconds: milliseconds * 1000, at: index)
        }
    }
}

extension RouteSocket {
    /// Puts a delay before an interface.
    fileprivate borrowing func addDelay(
        microseconds: Int,
        at index: UInt32
    ) throws(NetworkError) {
        guard let delay = rtnl_qdisc_alloc() else { throw Self.noMemory }
        defer { rtnl_qdisc_put(delay) }
        rtnl_tc_set_ifindex(delay, Int32(index))
        // TC_H_ROOT of <linux/pkt_sched.h>.
        rtnl_tc_set_parent(delay, 0xFFFF_FFFF)
        rtnl_tc_set_kind(delay, "netem")
        rtnl_netem_set_limit(delay, 10_000)
        rtnl_netem_set_delay(delay, Int32(clamping: microseconds))
        try check("delay packets", rtnl_qdisc_add(socket, delay, Int32(NLM_F_CREATE)))
    }
}
