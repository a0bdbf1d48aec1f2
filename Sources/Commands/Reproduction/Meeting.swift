import Dispatch
import Execution
import Synchronization

/// Where the program's first thread, which alone may hold a terminal, meets work that is done on other threads.
///
/// The work makes something, hands it over, and goes on once the first thread is done with it.
final class Meeting<Value: Sendable>: Sendable {
    private struct State {
        var arrived: Result<Value, any Error>?
        var leaving: CheckedContinuation<Void, Never>?
        var mayLeave = false
        var end: Result<Void, any Error>?
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)

    /// Does something on this thread with what the work makes.
    ///
    /// - Parameters:
    ///   - maker: Makes it, hands it over once, and takes it down.
    ///   - glance: Called now and then until it is there.
    ///   - body: Done on this thread.
    /// - Returns: What the body gives.
    /// - Throws: What the maker or the body throws.
    func hold<Result>(
        with maker:
            @escaping @Sendable (@escaping @Sendable (Value) async throws -> Void)
            async throws -> Void,
        whileWaiting glance: () -> Void,
        _ body: (Value) throws -> Result
    ) throws -> Result {
        // What the maker holds, such as a session, must not outlive the wait for it.
        let work = Work(maker)
        Task {
            let end = await work.run { await self.hand($0) }
            finish(end)
        }
        while arrival.wait(timeout: .now() + .milliseconds(50)) == .timedOut { glance() }
        guard let value = try state.withLock({ try $0.arrived?.get() }) else {
            throw ExecutionError.badValue("nothing was made to be used")
        }
        let result = Swift.Result { try body(value) }
        release()
        end.wait()
        if case .failure(let error) = state.withLock({ $0.end }) { throw error }
        return try result.get()
    }

    /// The maker, let go of as soon as it has ended.
    private final class Work: Sendable {
        typealias Maker =
            @Sendable (@escaping @Sendable (Value) async throws -> Void) async throws
            -> Void
        private let maker: Mutex<Maker?>

        init(_ maker: @escaping Maker) {
            self.maker = Mutex(maker)
        }

        func run(_ hand: @escaping @Sendable (Value) async throws -> Void) async
            -> Swift.Result<Void, any Error>
        {
            let maker = self.maker.withLock { maker in
                defer { maker = nil }
                return maker
            }
            do {
                try await maker?(hand)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
    }

    private func hand(_ value: Value) async {
        state.withLock { $0.arrived = .success(value) }
        arrival.signal()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.mayLeave { state.leaving = continuation }
                return state.mayLeave
            }
            if isOver { continuation.resume() }
        }
    }

    private func release() {
        let waiting = state.withLock { state in
            state.mayLeave = true
            return state.leaving
        }
        waiting?.resume()
    }

    private func finish(_ result: Swift.Result<Void, any Error>) {
        let hadArrived = state.withLock { state in
            state.end = result
            let hadArrived = state.arrived != nil
            if !hadArrived, case .failure(let error) = result { state.arrived = .failure(error) }
            return hadArrived
        }
        if !hadArrived { arrival.signal() }
        end.signal()
    }
}
