import Containers
import Pipelines

/// How long a service rests before it is started again: 100 ms, twice as long each time, 10 s at the most; one that ran
/// for 10 s begins anew.
struct RestartDelay {
    private let policy: RestartPolicy
    private var next = RestartDelay.first

    private static let first = Duration.milliseconds(100)
    private static let most = Duration.seconds(10)

    init(_ policy: RestartPolicy) {
        self.policy = policy
    }

    /// The rest after an end; nil where the service stays ended.
    mutating func rest(after status: ExitStatus, of duration: Duration) -> Duration? {
        switch policy {
        case .no: return nil
        case .onFailure where status.isSuccess: return nil
        case .onFailure, .always: break
        }
        // A program that is not there will not be there in a second.
        if case .notRun = status { return nil }
        if duration >= Self.most { next = Self.first }
        defer { next = min(next * 2, Self.most) }
        return next
    }
}
