import CSandbox
import Glibc
import HostSystem

/// The state of one wait: what is still open, when to look next, and why the container is being ended.
struct WatchLoop {
    private let watch: ContainerWatch
    private let began: ContinuousClock.Instant
    private let meter: DiskMeter?
    private var polled: [pollfd] = []
    private var open: Set<OutputStream> = [.stdout, .stderr]
    private var message: ExitMessage?
    private var cause: EndCause?
    private var killAt: ContinuousClock.Instant?
    private var measureAt: ContinuousClock.Instant
    private(set) var processEnded = false

    /// How often the writable layer is measured.
    private static let measureInterval = Duration.milliseconds(250)

    init(_ watch: ContainerWatch, began: ContinuousClock.Instant) {
        self.watch = watch
        self.began = began
        meter = watch.diskLimit.map(DiskMeter.init)
        measureAt = began + Self.measureInterval
    }

    /// Sleeps until something happens or is due.
    mutating func wait(for container: borrowing Container) throws(ContainerError) {
        polled = [
            pollfd(fd: container.process.pidfd.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: watch.stop.descriptor, events: Int16(POLLIN), revents: 0),
            // A negative number is passed over; poll(2).
            pollfd(
                fd: open.contains(.stdout) ? container.output.descriptor : -1,
                events: Int16(POLLIN),
                revents: 0
            ),
            pollfd(
                fd: open.contains(.stderr) ? container.errors.descriptor : -1,
                events: Int16(POLLIN),
                revents: 0
            ),
        ]
        let result = poll(&polled, nfds_t(polled.count), millisecondsToNextDeadline)
        guard result < 0 else { return }
        guard errno == EINTR else { throw .output(.last("wait for the container", "poll")) }
        for index in polled.indices { polled[index].revents = 0 }
    }

    func isReady(_ stream: OutputStream) -> Bool {
        polled[stream == .stdout ? 2 : 3].revents != 0
    }

    mutating func close(_ stream: OutputStream) {
        open.remove(stream)
    }

    /// Does what is due: notes the end, hands on a request to stop, enforces the limits.
    mutating func act(on container: borrowing Container) {
        if polled[0].revents != 0 {
            message = ExitMessage(from: container.control)
            processEnded = true
            return
        }
        if polled[1].revents != 0 { stop(container) }
        let now = ContinuousClock.now
        if let limit = watch.timeLimit, cause == nil, now >= began + limit {
            end(container, because: .timeLimit)
        }
        if let meter, now >= measureAt {
            if cause == nil, meter.findsTooMuch() { end(container, because: .diskLimit) }
            measureAt = .now + Self.measureInterval
        }
        if let killAt, now >= killAt { kill(container) }
    }

    private mutating func stop(_ container: borrowing Container) {
        let requests = watch.stop.take()
        if cause == nil { end(container, because: .cancelled) }
        if requests > 1 || killAt != nil && cause == .cancelled && secondRequest { kill(container) }
        secondRequest = true
    }

    /// Whether a request to stop has come before.
    private var secondRequest = false

    private mutating func end(_ container: borrowing Container, because cause: EndCause) {
        self.cause = cause
        killAt = .now + watch.grace
        // The init hands it on to the command's process group.
        _ = csandbox_pidfd_send_signal(container.process.pidfd.descriptor, SIGTERM)
    }

    private mutating func kill(_ container: borrowing Container) {
        message = message ?? ExitMessage(from: container.control)
        _ = csandbox_pidfd_send_signal(container.process.pidfd.descriptor, SIGKILL)
        killAt = nil
    }

    private var millisecondsToNextDeadline: Int32 {
        var next = [killAt, meter == nil ? nil : measureAt].compactMap { $0 }
        if let limit = watch.timeLimit, cause == nil { next.append(began + limit) }
        guard let first = next.min() else { return -1 }
        let left = first - .now
        return Int32(
            clamping: left.components.seconds * 1000 + left.components.attoseconds
                / 1_000_000_000_000_000 + 1
        )
    }

    /// Ends what is still going on beside the wait.
    func finish() {
        meter?.stop()
    }

    /// The end, once every process is gone.
    func exit(of container: borrowing Container) -> ContainerExit {
        let statistics = container.statistics
        // Without a message the init itself was killed: by us, or for want of memory.
        let status = message?.status ?? .signaled(SIGKILL)
        let peak = statistics?.memory.usage.max
        return ContainerExit(
            status: status,
            cause: cause ?? Self.cause(of: status, statistics),
            duration: began.duration(to: .now),
            userTime: Self.time(statistics?.cpu.usage.user) ?? message?.userTime ?? .zero,
            systemTime: Self.time(statistics?.cpu.usage.kernel) ?? message?.systemTime ?? .zero,
            peakMemoryBytes: peak ?? message?.peakMemoryBytes ?? 0,
            peakMemoryIsOfAll: peak != nil,
            leftProcesses: message?.leftProcesses ?? false,
            statistics: statistics
        )
    }

    private static func time(_ nanoseconds: UInt64?) -> Duration? {
        nanoseconds.map { .nanoseconds($0) }
    }

    private static func cause(of status: ExitStatus, _ statistics: CgroupStatistics?) -> EndCause {
        if status.isSuccess { return .itself }
        if statistics?.memory.oomKills ?? 0 > 0 { return .memoryLimit }
        if statistics?.pids.refusals ?? 0 > 0 { return .processLimit }
        return .itself
    }
}

extension Container {
    /// What its cgroup has counted; nil where there is none.
    fileprivate var statistics: CgroupStatistics? {
        switch cgroup {
        case .some(let cgroup): cgroup.place.summary
        case .none: nil
        }
    }
}
