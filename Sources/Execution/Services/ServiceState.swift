import Containers
import Synchronization

/// What is known of a service while it runs: told by the thread that runs it, asked by whoever waits for it.
final class ServiceState: Sendable {
    /// How far it is.
    enum Phase: Sendable {
        /// Its container is being made, for the first time or again.
        case starting
        /// Its container runs.
        case running(ContainerHandle)
        /// It has ended for good: what it did, in words.
        case ended(String)
    }

    private struct State {
        var phase = Phase.starting
        var wasHeard = false
        var problem: String?
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    /// The text that a line of its output holds once it is ready; nil where nobody listens.
    let sign: String?

    init(listeningFor sign: String?) {
        self.sign = sign
    }

    /// How far it is.
    var phase: Phase {
        get { state.withLock(\.phase) }
        set { state.withLock { $0.phase = newValue } }
    }

    /// Whether a line with the sign has come.
    var wasHeard: Bool { state.withLock(\.wasHeard) }

    /// Takes a line of its output.
    func hear(_ line: String) {
        guard let sign, line.contains(sign) else { return }
        state.withLock { $0.wasHeard = true }
    }

    /// What kept its container from being made; nil for nothing.
    var failure: (any Error)? {
        get { state.withLock(\.failure) }
        set { state.withLock { $0.failure = newValue } }
    }

    /// Why it was no use, as found out by whoever waited for it.
    var problem: String? {
        get { state.withLock(\.problem) }
        set { state.withLock { $0.problem = newValue } }
    }
}
