import Glibc

/// What one thread waits for: sockets and times, each with what is to be done then; poll(2).
///
/// It stays on the thread that made it.
final class PollLoop {
    private struct Watch {
        var socket: Socket
        var events: Int16
        var act: (Int16) -> Void
    }

    private struct Timer {
        var deadline: ContinuousClock.Instant
        var act: () -> Void
    }

    private var watches: [Int32: Watch] = [:]
    private var timers: [Int: Timer] = [:]
    private var timerCount = 0

    /// The events of poll(2).
    static let readable = Int16(POLLIN)
    static let writable = Int16(POLLOUT)

    /// Waits for a socket from now on, in place of what it waited for before.
    ///
    /// - Parameters:
    ///   - socket: Held until it is forgotten.
    ///   - events: `readable`, `writable`, both or, to hear of errors alone, neither.
    ///   - act: Gets the events that came, `POLLERR` and `POLLHUP` among them.
    func watch(_ socket: Socket, for events: Int16, _ act: @escaping (Int16) -> Void) {
        watches[socket.descriptor] = Watch(socket: socket, events: events, act: act)
    }

    /// Waits for other events of a socket that it waits for.
    func change(_ socket: Socket, to events: Int16) {
        watches[socket.descriptor]?.events = events
    }

    /// Waits for a socket no longer, and lets go of it.
    func forget(_ socket: Socket) {
        guard watches[socket.descriptor]?.socket === socket else { return }
        watches[socket.descriptor] = nil
    }

    /// Does something later, once.
    ///
    /// - Returns: What `cancel` takes.
    func after(_ time: Duration, _ act: @escaping () -> Void) -> Int {
        timerCount += 1
        timers[timerCount] = Timer(deadline: .now + time, act: act)
        return timerCount
    }

    /// Does it not; a timer that has come is right.
    func cancel(_ timer: Int?) {
        if let timer { timers[timer] = nil }
    }

    /// Waits and acts until a descriptor can be read, and lets go of everything then.
    func run(until stop: Int32) {
        // Actions hold what they act on, and often the loop.
        defer {
            watches = [:]
            timers = [:]
        }
        while true {
            var polled = [pollfd(fd: stop, events: Self.readable, revents: 0)]
            polled += watches.map { pollfd(fd: $0.key, events: $0.value.events, revents: 0) }
            let count = poll(&polled, nfds_t(polled.count), millisecondsToNextTimer)
            if count < 0, errno != EINTR { return }
            if polled[0].revents != 0 { return }
            if count > 0 { act(on: polled.dropFirst()) }
            actOnTimers()
        }
    }

    private func act(on polled: ArraySlice<pollfd>) {
        // An action may forget sockets, and new ones may get their numbers: those were not asked about.
        let asked = polled.filter { $0.revents != 0 }.map { ($0, watches[$0.fd]?.socket) }
        for (entry, socket) in asked {
            guard let watch = watches[entry.fd], watch.socket === socket else { continue }
            watch.act(entry.revents)
        }
    }

    private func actOnTimers() {
        let now = ContinuousClock.now
        for (number, timer) in timers where timer.deadline <= now {
            guard timers.removeValue(forKey: number) != nil else { continue }
            timer.act()
        }
    }

    private var millisecondsToNextTimer: Int32 {
        guard let first = timers.values.map(\.deadline).min() else { return -1 }
        let left = max(first - .now, .zero)
        return Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
    }
}
