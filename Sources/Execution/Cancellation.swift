import Containers
import Synchronization

/// Stops what is running, from any thread: the first time politely, the second time at once.
package final class Cancellation: Sendable {
    /// How much has been asked for.
    package enum Level: Int, Sendable, Comparable {
        case none
        /// Running steps are asked to end; `always()` steps still run.
        case polite
        /// Everything is killed; nothing more runs.
        case immediate

        /// The order of urgency.
        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    private struct State {
        var level = Level.none
        var actions: [Int: @Sendable () -> Void] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    private let parent: Cancellation?

    /// One that nobody has asked for yet.
    ///
    /// - Parameter parent: Is stopped as soon as this one is: the run's, for a job's own.
    package init(below parent: Cancellation? = nil) {
        self.parent = parent
    }

    /// How much has been asked for, here or above.
    package var level: Level {
        max(state.withLock(\.level), parent?.level ?? .none)
    }

    /// Asks; each call more urgently.
    package func cancel() {
        let actions = state.withLock { state in
            state.level = state.level == .none ? .polite : .immediate
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }

    /// Asks as urgently as can be.
    func cancelAtOnce() {
        while level < .immediate { cancel() }
    }

    /// Lets a container be stopped from now on; the result takes the request back (`unregister`).
    ///
    /// - Parameters:
    ///   - request: The container's.
    ///   - seen: What had been asked for when it was decided to make the container.
    /// - Returns: What to give to `unregister`.
    func register(_ request: StopRequest, seen: Level) -> [Int] {
        let above = parent?.register(request, seen: seen) ?? []
        let (number, level) = add { request.stop() }
        // What was asked for while the container was being made is asked of it now.
        for _ in 0..<max(0, level.rawValue - seen.rawValue) { request.stop() }
        return above + [number]
    }

    /// Lets something be done each time that somebody asks, here or above.
    ///
    /// - Parameter action: Done on the thread of whoever asks.
    /// - Returns: What to give to `unregister`.
    func register(_ action: @escaping @Sendable () -> Void) -> [Int] {
        let above = parent?.register(action) ?? []
        return above + [add(action).number]
    }

    private func add(_ action: @escaping @Sendable () -> Void) -> (number: Int, level: Level) {
        state.withLock { state in
            state.next += 1
            state.actions[state.next] = action
            return (state.next, state.level)
        }
    }

    /// Takes a request back.
    func unregister(_ numbers: [Int]) {
        guard let own = numbers.last else { return }
        state.withLock { _ = $0.actions.removeValue(forKey: own) }
        parent?.unregister(numbers.dropLast())
    }
}
