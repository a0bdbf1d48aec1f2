import Glibc
import HostSystem
import Images
import Networks
import Synchronization
import SystemPackage

/// What the commands of one build see of the network; made when the first one needs it.
///
/// Each command has a network of its own that leads outside. Where an ordinary user has no way there, commands run
/// without, and the build says so once.
final class BuildNetwork: Sendable {
    private let session: Session
    private let state = Mutex<State>(.unknown)

    private enum State {
        case unknown
        case none(String)
        case open(Hub)
    }

    /// The network that commands join; closed with the build.
    private final class Hub: Sendable {
        let network: JobNetwork
        init(_ network: consuming JobNetwork) { self.network = network }
    }

    /// A place of one command, for as long as it runs.
    final class Seat: Sendable {
        /// The namespace; lent.
        var descriptor: Int32 { member.namespace.descriptor }
        /// What its `hosts` says.
        let hosts: String
        /// What its `resolv.conf` says.
        let resolver: String
        private let member: NetworkMember

        fileprivate init(_ member: consuming NetworkMember, hosts: String, resolver: String) {
            self.member = member
            self.hosts = hosts
            self.resolver = resolver
        }
    }

    /// No network yet.
    init(in session: Session) {
        self.session = session
    }

    /// A place for a command; nil where there is no way to the outside, with the reason told once.
    ///
    /// - Parameter tell: Is told why there is none.
    /// - Returns: The place.
    /// - Throws: `NetworkError`.
    func seat(_ tell: (String) -> Void) throws -> Seat? {
        let hub = try state.withLock { state -> Hub? in
            switch state {
            case .open(let hub): return hub
            case .none: return nil
            case .unknown:
                do {
                    let hub = Hub(try JobNetwork.open(.everything, on: .current(path: Self.path)))
                    state = .open(hub)
                    return hub
                } catch NetworkError.noOutside(let reason, let hint) {
                    tell("commands run without a network, since \(reason); \(hint)")
                    state = .none(reason)
                    return nil
                }
            }
        }
        guard let hub else { return nil }
        let member = try hub.network.member()
        let hosts = hub.network.hosts(for: member, hostname: BuildContainer.hostname).text
        return Seat(member, hosts: hosts, resolver: hub.network.resolverConfiguration.text)
    }

    private static var path: String {
        getenv("PATH").map { String(cString: $0) }
            ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    }
}
