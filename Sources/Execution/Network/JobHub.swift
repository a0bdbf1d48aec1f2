import HostSystem
import Images
import Networks
import Pipelines
import Synchronization

/// The network of one job, for as long as the job or a container of it is.
final class JobHub: Sendable {
    private let network: JobNetwork
    private let session: Session
    private let published = Mutex<[HeldPort]>([])

    private final class HeldPort: Sendable {
        let port: PublishedPort

        init(_ port: consuming PublishedPort) {
            self.port = port
        }
    }

    /// What steps call themselves.
    static let hostname = "cuvette"

    init(_ network: consuming JobNetwork, session: Session) {
        self.network = network
        self.session = session
    }

    /// A place for a container.
    ///
    /// - Parameter name: What the others call it; nil for a step.
    /// - Returns: The place.
    /// - Throws: `NetworkError`.
    func seat(named name: ServiceName? = nil) throws -> NetworkSeat {
        let names = name.flatMap { DomainName($0.text) }.map { [$0] } ?? []
        return NetworkSeat(
            try network.member(named: names),
            in: self,
            hostname: name?.text ?? Self.hostname
        )
    }

    func hosts(for member: borrowing NetworkMember, hostname: String) -> HostsFile {
        network.hosts(for: member, hostname: hostname)
    }

    func nameFiles(hosts: HostsFile) throws(SystemError) -> NameFiles {
        try NameFiles(
            hosts: hosts.text,
            resolver: network.resolverConfiguration.text,
            in: session
        )
    }

    func egressLog() throws(NetworkError) -> EgressLog {
        try network.egressLog()
    }

    /// Lets a port of this machine lead to a container until the job ends.
    ///
    /// - Returns: The port with the number that was taken.
    /// - Throws: `NetworkError.portTaken`.
    func publish(_ mapping: PortMapping, to seat: NetworkSeat) throws(NetworkError) -> PortMapping {
        let held = HeldPort(try network.publish(mapping, to: seat.address))
        published.withLock { $0.append(held) }
        return held.port.mapping
    }

    /// Whether somebody accepts connections at a port of a container; blocks its thread for at most the time.
    func accepts(
        _ port: UInt16,
        of seat: NetworkSeat,
        within time: Duration
    ) throws(NetworkError) -> Bool {
        try network.accepts(port, of: seat.address, within: time)
    }
}
