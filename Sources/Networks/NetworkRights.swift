import HostSystem
import SystemPackage

/// What networks can do on this host, found by trying.
package struct NetworkRights: Sendable, Hashable {
    /// Why a network without an outside cannot be made; nil where it can.
    package var obstacle: NetworkError?
    /// How networks get to the outside.
    package var way: OutsideWay
    /// The host's chains that drop forwarded packets unless a rule of theirs accepts them: `ip filter FORWARD`.
    ///
    /// Docker and ufw make such chains, and the outside is silent then. Looked for where the way is `.routed`;
    /// iptables of the old kind (`iptables-legacy`) is not seen.
    package var forwardBlockers: [String]

    /// Tries.
    ///
    /// - Parameter host: The host as it is.
    /// - Returns: What was found.
    package static func detect(on host: NetworkHost) -> NetworkRights {
        NetworkRights(
            obstacle: obstacle(on: host),
            way: host.way,
            // What cannot be listed has been said by the obstacle.
            forwardBlockers: host.way == .routed ? (try? blockers(on: host)) ?? [] : []
        )
    }

    private static func obstacle(on host: NetworkHost) -> NetworkError? {
        do throws(NetworkError) {
            let network = try JobNetwork.open(.nothing, on: host)
            _ = try network.member()
            return nil
        } catch {
            return error
        }
    }

    private static func blockers(on host: NetworkHost) throws(NetworkError) -> [String] {
        let json = try host.namespace.run { () throws(NetworkError) in
            try Nftables().list("list chains", to: "list the host's filters")
        }
        return try ForwardChains(parsing: json).dropping
    }
}
