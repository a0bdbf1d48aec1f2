import Dispatch
import HostSystem
import Synchronization
import SystemPackage

/// A blob that is still being written: who reads it waits for the bytes that are not there yet.
///
/// So a layer is unpacked while it is downloaded: the bytes go through the page cache, and a reader that is slower than
/// the network holds nothing up.
final class ArrivingBlob: Sendable {
    /// The file that grows.
    let file: SharedFile
    /// How many bytes there will be.
    let size: Int64
    private let state: Mutex<State>

    private struct State {
        var written: Int64
        var outcome = Outcome.pending
        var waiting: [DispatchSemaphore] = []
    }

    private enum Outcome {
        case pending
        case complete
        case failed
    }

    /// A blob of which some bytes may be there already.
    init(_ file: SharedFile, size: Int64, written: Int64) {
        self.file = file
        self.size = size
        self.state = Mutex(State(written: written))
    }

    /// Says that bytes have been written.
    ///
    /// - Parameter position: Up to where.
    func advance(to position: Int64) {
        change { $0.written = max($0.written, position) }
    }

    /// Says that no more bytes come.
    ///
    /// - Parameter isWhole: Whether all came, and were the right ones.
    func end(isWhole: Bool) {
        change { if case .pending = $0.outcome { $0.outcome = isWhole ? .complete : .failed } }
    }

    private func change(_ make: (inout State) -> Void) {
        let waiting = state.withLock { state in
            make(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.signal() }
    }

    /// Blocks the thread until there is a byte at a place.
    ///
    /// - Parameter position: Less than `size`.
    /// - Throws: `SystemError` with `ECANCELED` where it will not come.
    func wait(for position: Int64) throws(SystemError) {
        try wait { $0.written > position || $0.outcome == .complete }
    }

    /// Blocks the thread until all bytes are there and have been checked.
    ///
    /// - Throws: `SystemError` with `ECANCELED` where they were not the right ones, or did not come.
    func waitForEnd() throws(SystemError) {
        try wait { $0.outcome == .complete }
    }

    private func wait(until holds: (State) -> Bool) throws(SystemError) {
        while true {
            let waiter = DispatchSemaphore(value: 0)
            let (isDone, hasFailed) = state.withLock { state in
                let isDone = holds(state)
                let hasFailed = state.outcome == .failed
                if !isDone, !hasFailed { state.waiting.append(waiter) }
                return (isDone, hasFailed)
            }
            if isDone { return }
            if hasFailed {
                throw SystemError("receive \(file.name)", call: "read", errno: .canceled)
            }
            waiter.wait()
        }
    }
}
