import CSandbox
import Dispatch
import Glibc
import HostSystem
import Synchronization

/// A thread that serves sockets until it is let go: in a network, with a `PollLoop` of its own.
final class LoopThread: Sendable {
    private let stop: OpenFile
    private let thread: pthread_t

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - network: Where it makes sockets; lent until this returns.
    ///   - setUp: Runs on the new thread; must not hold on to this object.
    /// - Throws: `NetworkError.system`.
    init(
        in network: Int32,
        _ setUp: @escaping @Sendable (PollLoop) -> Void
    ) throws(NetworkError) {
        let stop = OpenFile(
            adopting: try system { () throws(SystemError) in
                try call("make an event", "eventfd", csandbox_event())
            }
        )
        let descriptor = stop.descriptor
        let start = Start()
        let started = NamespaceThread.start {
            do throws(NetworkError) {
                try NetworkNamespace.enter(network)
                start.report(nil)
            } catch {
                start.report(error)
                return
            }
            let loop = PollLoop()
            setUp(loop)
            loop.run(until: descriptor)
        }
        let thread = try system { () throws(SystemError) in try started.get() }
        if let error = start.wait() {
            NamespaceThread.join(thread)
            throw error
        }
        self.thread = thread
        self.stop = stop
    }

    deinit {
        var one: UInt64 = 1
        // eventfd(2) takes eight bytes at once and cannot be full after none.
        _ = write(stop.descriptor, &one, 8)
        NamespaceThread.join(thread)
    }
}

/// What a new thread tells its maker before it goes on.
private final class Start: Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private let error = Mutex<NetworkError?>(nil)

    func report(_ error: NetworkError?) {
        self.error.withLock { $0 = error }
        ready.signal()
    }

    func wait() -> NetworkError? {
        ready.wait()
        return error.withLock { $0 }
    }
}
