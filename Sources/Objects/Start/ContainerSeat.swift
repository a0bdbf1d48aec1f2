import HostSystem
import Images
import Networks

/// A container's place in a network with a way to the outside: one that it has for itself, or one of several.
///
/// It ends with this value, or with the monitor that holds it.
final class ContainerSeat {
    /// The network that the container joins; lent.
    let descriptor: Int32
    /// Its address there.
    let address: String
    /// What its `/etc/hosts` is to say.
    let hosts: String
    /// What its `/etc/resolv.conf` is to say.
    let resolver: String
    /// The published ports with the numbers that were taken.
    let mappings: [String]
    /// What keeps the seat.
    private let held: AnyObject

    /// Where the programs for an ordinary user's way to the outside are looked for.
    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The seat that a container wants; nil where it wants none.
    ///
    /// - Throws: `NetworkError`, `ObjectError`.
    static func make(for configuration: ContainerConfiguration, in store: Store) throws
        -> ContainerSeat?
    {
        switch configuration.network {
        case .private: try ContainerSeat(alone: configuration)
        case .named(let name): try ContainerSeat(of: configuration, in: name, store)
        case .none, .host, .container: nil
        }
    }

    /// A network of its own, held by this process.
    private final class OwnNetwork {
        let network: JobNetwork
        let member: NetworkMember
        var ports: [HeldPort] = []

        init() throws(NetworkError) {
            network = try JobNetwork.open(
                .everything,
                on: NetworkHost.current(path: ContainerSeat.path)
            )
            member = try network.member()
        }
    }

    private final class HeldPort {
        let port: PublishedPort

        init(_ port: consuming PublishedPort) {
            self.port = port
        }
    }

    /// - Throws: `NetworkError`.
    private init(alone configuration: ContainerConfiguration) throws(NetworkError) {
        let own = try OwnNetwork()
        for text in configuration.ports {
            let port = try own.network.publish(try PortMapping(text), to: own.member.address)
            own.ports.append(HeldPort(port))
        }
        descriptor = own.member.namespace.descriptor
        address = "\(own.member.address)"
        hosts = own.network.hosts(for: own.member, hostname: configuration.hostname).text
        resolver = own.network.resolverConfiguration.text
        mappings = own.ports.map { "\($0.port.mapping)" }
        held = own
    }

    /// - Throws: `ObjectError`, `SystemError`.
    private init(of configuration: ContainerConfiguration, in name: String, _ store: Store) throws {
        let names = [configuration.name, configuration.shortID] + (configuration.aliases ?? [])
        let lease = try SeatLease(
            SeatRequest(
                names: names,
                hostname: configuration.hostname,
                ports: configuration.ports
            ),
            in: name,
            of: store
        )
        descriptor = lease.descriptor
        address = lease.answer.address
        hosts = lease.answer.hosts
        resolver = lease.answer.resolver
        mappings = lease.answer.mappings
        held = lease
    }
}
