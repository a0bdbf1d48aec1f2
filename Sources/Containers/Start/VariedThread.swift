import CSandbox
import Glibc
package import HostSystem
import SystemPackage

/// Threads of their own for containers that are to be made under other circumstances: what a thread changes about
/// itself its children inherit, and it ends with the thread.
package enum VariedThread {
    /// What is to be otherwise.
    package struct Change: Sendable, Hashable {
        /// The only processor that may be used; nil for all.
        package var processor: Int?
        /// How far `CLOCK_MONOTONIC` and `CLOCK_BOOTTIME` are moved, in seconds; nil for not at all.
        package var clockOffsetSeconds: Int64?

        /// A change of nothing.
        package init() {}
    }

    /// Carries out work on a new thread and waits for it.
    ///
    /// - Parameters:
    ///   - change: What is to be otherwise for what the work starts.
    ///   - refused: Told of each thing that the kernel does not let us change, before the work begins.
    ///   - work: Starts containers.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws; `SystemError` where no thread can be made.
    package static func run<Value>(
        _ change: Change,
        refused: (SystemError) -> Void,
        _ work: () throws -> Value
    ) throws -> Value {
        try withoutActuallyEscaping(work) { work in
            try withoutActuallyEscaping(refused) { refused in
                let errand = Errand {
                    for refusal in apply(change) { refused(refusal) }
                    return try work()
                }
                try errand.carryOutOnThread()
                guard let result = errand.result else {
                    preconditionFailure("a thread ended without a result")
                }
                return try result.get()
            }
        }
    }

    private static func apply(_ change: Change) -> [SystemError] {
        var refusals: [SystemError] = []
        if let processor = change.processor, csandbox_pin_thread(Int32(processor)) < 0 {
            refusals.append(.last("use processor \(processor) only", "sched_setaffinity"))
        }
        if let seconds = change.clockOffsetSeconds, csandbox_shift_clock(seconds) < 0 {
            refusals.append(.last("move the clock by \(seconds) s", "unshare"))
        }
        return refusals
    }
}

/// Work for a thread, and room for its result.
private final class Errand<Value> {
    private let work: () throws -> Value
    var result: Result<Value, any Error>?

    init(_ work: @escaping () throws -> Value) {
        self.work = work
    }

    /// Blocks until the work is done; what it closes over need not outlive the call.
    func carryOutOnThread() throws(SystemError) {
        var thread = pthread_t()
        let body = Box { self.result = Result { try self.work() } }
        let handle = Unmanaged.passRetained(body)
        let error = pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            },
            handle.toOpaque()
        )
        guard error == 0 else {
            handle.release()
            throw SystemError(
                "start a thread",
                call: "pthread_create",
                errno: Errno(rawValue: error)
            )
        }
        pthread_join(thread, nil)
    }
}

private final class Box {
    let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
    }
}
