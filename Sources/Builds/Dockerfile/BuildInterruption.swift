import Containers
import Synchronization

/// A build that is given up: its running commands are stopped, and nothing new begins.
final class BuildInterruption: Sendable {
    private let state = Mutex<(isRequested: Bool, stops: [Int: StopRequest], next: Int)>(
        (false, [:], 0)
    )

    /// Whether the build is given up.
    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Gives it up.
    func request() {
        let stops = state.withLock { state in
            state.isRequested = true
            return Array(state.stops.values)
        }
        for stop in stops { stop.stop() }
    }

    /// Notes a command that runs, for the time of some work.
    func during<Value>(_ stop: StopRequest, _ work: () throws -> Value) throws -> Value {
        let number = try state.withLock { state in
            if state.isRequested { throw BuildFailure.cancelled }
            state.next += 1
            state.stops[state.next] = stop
            return state.next
        }
        defer { state.withLock { $0.stops[number] = nil } }
        return try work()
    }

    /// Throws where the build is given up.
    func check() throws {
        if isRequested { throw BuildFailure.cancelled }
    }
}
