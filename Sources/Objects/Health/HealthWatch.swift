import CSandbox
import Containers
import Glibc
import HostSystem
import OCI
import SystemPackage

/// Asks after a running container's health again and again.
final class HealthWatch {
    private let check: HealthCheck
    private let joiner: ProcessJoiner
    private let started: StartedContainer
    private let note: (HealthRecord.Entry, _ isStarting: Bool) -> Void
    private let began = ContinuousClock.now
    private var nextAt: ContinuousClock.Instant
    private var probe: Probe?

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - check: How.
    ///   - joiner: Runs processes in the container.
    ///   - started: The container.
    ///   - note: Is told what came out.
    init(
        _ check: HealthCheck,
        _ joiner: ProcessJoiner,
        _ started: StartedContainer,
        note: @escaping (HealthRecord.Entry, _ isStarting: Bool) -> Void
    ) {
        self.check = check
        self.joiner = joiner
        self.started = started
        self.note = note
        nextAt = .now + .seconds(check.intervalSeconds)
    }

    /// When something is due.
    var deadline: ContinuousClock.Instant { probe?.deadline ?? nextAt }

    /// Adds what is waited for.
    func add(to table: inout PollTable) {
        guard let probe else { return }
        table.add(.probe, probe.process.file.descriptor)
        table.add(.probeOutput, probe.outputIsClosed ? -1 : probe.output.descriptor)
    }

    /// Does what is due.
    func act(_ ready: Set<PollTable.Source>) {
        if let probe {
            if ready.contains(.probeOutput) { probe.read() }
            if ready.contains(.probe) {
                finish(probe, code: probe.exitCode())
            } else if ContinuousClock.now >= probe.deadline {
                probe.kill()
                finish(probe, code: -1)
            }
        } else if ContinuousClock.now >= nextAt {
            begin()
        }
    }

    private func begin() {
        do {
            probe = try Probe(check, joiner, started)
        } catch {
            let now = UTCTime.now
            let text = ObjectError(error).description
            tell(HealthRecord.Entry(start: now, end: now, exitCode: 127, output: text))
        }
    }

    private func finish(_ probe: Probe, code: Int32) {
        self.probe = nil
        let output =
            code == -1
            ? "the check took longer than \(check.timeoutSeconds) s" : probe.text
        tell(
            HealthRecord.Entry(
                start: probe.start,
                end: UTCTime.now,
                exitCode: code,
                output: output
            )
        )
    }

    private func tell(_ entry: HealthRecord.Entry) {
        nextAt = .now + .seconds(check.intervalSeconds)
        note(entry, .now < began + .seconds(check.startPeriodSeconds))
    }
}

/// One check that is going on.
private final class Probe {
    let process: ProcessHandle
    let output: OpenFile
    let start = UTCTime.now
    let deadline: ContinuousClock.Instant
    private(set) var outputIsClosed = false
    private let pid: Int32
    private var bytes: [UInt8] = []

    private static let maximumOutput = 4096

    init(_ check: HealthCheck, _ joiner: ProcessJoiner, _ started: StartedContainer) throws {
        let pipe = try OpenPipe()
        let nothing = try OpenFile(opening: "/dev/null", O_RDONLY)
        var joiner = joiner
        joiner.start.standard = [
            nothing.descriptor, pipe.writing.descriptor, pipe.writing.descriptor,
        ]
        var wanted = started.specification.process ?? RuntimeProcess(args: [])
        wanted.args = check.command
        wanted.terminal = false
        let made = try joiner.join(wanted, started.process, pid: started.pid)
        pid = made.pid
        process = ProcessHandle(file: made.takeProcess())
        output = pipe.takeReading()
        deadline = .now + .seconds(check.timeoutSeconds)
        try setNonblocking(output.descriptor)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(output.descriptor, &buffer, buffer.count)
        if count > 0 {
            bytes += buffer[..<min(count, Self.maximumOutput - bytes.count)]
        } else if count == 0 || errno != EAGAIN && errno != EINTR {
            outputIsClosed = true
        }
    }

    func exitCode() -> Int32 {
        read()
        return ExitCode.ofChild(pid)
    }

    func kill() {
        // One that has ended meanwhile is reaped all the same.
        _ = try? process.signal(SIGKILL)
        _ = ExitCode.ofChild(pid)
    }
}
