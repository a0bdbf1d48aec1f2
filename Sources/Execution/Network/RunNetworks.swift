import Images
import Networks
import Pipelines
import Synchronization

/// Makes the networks of a run's jobs; what they share is looked at when the first one needs it.
final class RunNetworks: Sendable {
    private let session: Session
    private let host = Mutex<NetworkHost?>(nil)

    init(in session: Session) {
        self.session = session
    }

    /// The network that a mode asks for; blocks its thread for some milliseconds where it is one of its own.
    ///
    /// - Parameters:
    ///   - mode: As planned.
    ///   - isShared: Whether services are to be seen in it, so that even `none` is a network of its own.
    /// - Returns: The network.
    /// - Throws: `NetworkError`.
    func open(
        _ mode: NetworkMode<AllowEntry>,
        isShared: Bool = false
    ) throws -> JobNetworking {
        switch mode {
        case .none where !isShared: .none
        case .none: .own(try hub(.nothing))
        case .host: .host
        case .private: .own(try hub(.everything))
        case .only(let entries): .own(try hub(.only(AllowList(entries))))
        }
    }

    private func hub(_ access: OutsideAccess) throws -> JobHub {
        JobHub(try JobNetwork.open(access, on: try knownHost()), session: session)
    }

    private func knownHost() throws(NetworkError) -> NetworkHost {
        try host.withLock { (known) throws(NetworkError) -> NetworkHost in
            if let known { return known }
            let new = try NetworkHost.here()
            known = new
            return new
        }
    }
}
