/// Which private addresses the networks of jobs use on this host.
///
/// One block of 65 536 addresses, the first that no route of the host leads to: pairs of its lower half join a
/// network's hub to the host, one pair a network; its last 4 096 are the members' of every network alike, since the hub
/// hides them behind its own address.
package struct SubnetPlan: Sendable, Hashable {
    /// The block.
    package let block: IPv4Subnet

    /// How many networks of one host can have a way out at once.
    package static let uplinkCount = 16_384

    private static let blocks = [0x0AD5, 0x0A75, 0xAC1D, 0x0AC7, 0xAC1B, 0xC0A8].map {
        IPv4Subnet(IPv4Address($0 << 16), prefixLength: 16)
    }

    /// The plan for a host.
    ///
    /// - Parameter routes: What the host has routes to, the default route left out.
    /// - Throws: `NetworkError.full` where every block is in use.
    package init(avoiding routes: [IPv4Subnet]) throws(NetworkError) {
        let free = Self.blocks.first { block in !routes.contains { $0.overlaps(block) } }
        guard let free else {
            let names = Self.blocks.map(\.description).joined(separator: ", ")
            throw .full("the host has routes into every block of addresses for jobs: \(names)")
        }
        block = free
    }

    /// The addresses of members; the first is the hub's, where names are resolved.
    package var members: IPv4Subnet {
        IPv4Subnet(block.address(0xF000), prefixLength: 20)
    }

    /// The two addresses between the host and a hub: a /31, RFC 3021.
    package func uplink(_ number: Int) -> (host: IPv4Address, hub: IPv4Address) {
        precondition(number < Self.uplinkCount, "there is no uplink \(number)")
        return (block.address(number * 2), block.address(number * 2 + 1))
    }
}
