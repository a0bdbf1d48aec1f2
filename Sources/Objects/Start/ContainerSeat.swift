import HostSystem
import Networks

/// The network that one container has for itself: a way to the outside, and ports of the host that lead to it.
///
/// It ends with this value, or with the monitor that holds it.
final class ContainerSeat {
    private let network: JobNetwork
    private let member: NetworkMember
    private let ports: [HeldPort]
    private let hostname: String
    /// The published ports with the numbers that were taken.
    let mappings: [String]

    private final class HeldPort {
        let port: PublishedPort

        init(_ port: consuming PublishedPort) {
            self.port = port
        }
    }

    /// Where the programs for an ordinary user's way to the outside are looked for.
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Makes the network of a container.
    ///
    /// - Throws: `NetworkError`.
    init(of configuration: ContainerConfiguration) throws(NetworkError) {
        let network = try JobNetwork.open(.everything, on: NetworkHost.current(path: Self.path))
        let member = try network.member()
        var held: [HeldPort] = []
        for text in configuration.ports {
            let port = try network.publish(try PortMapping(text), to: member.address)
            held.append(HeldPort(port))
        }
        mappings = held.map { "\($0.port.mapping)" }
        hostname = configuration.hostname
        ports = held
        self.network = network
        self.member = member
    }

    /// The network that the container joins; lent.
    var descriptor: Int32 { member.namespace.descriptor }

    /// What its `/etc/hosts` is to say.
    var hosts: String { network.hosts(for: member, hostname: hostname).text }

    /// What its `/etc/resolv.conf` is to say.
    var resolver: String { network.resolverConfiguration.text }
}
