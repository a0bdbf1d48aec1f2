import Containers
import Foundation
import HostSystem
import OCI
import SystemPackage
import TestSupport
import Testing

/// A root file system that holds nothing but the probe, and what a container needs around it.
struct Bench {
    let host: ContainerHost
    let scratch: FilePath

    init() throws {
        host = try ContainerHost(
            initProgram: FilePath(Probe.product("cuvette-init")),
            rights: .root
        )
        scratch = FilePath(NSTemporaryDirectory()).appending("cuvette-test-\(UUID().uuidString)")
        _ = try Directory(creating: scratch)
    }

    func root() throws -> DetachedMount {
        let mount = try DetachedMount(of: "tmpfs", [.string("mode", "755")])
        let directory = try mount.directory(named: "root")
        let probe = try OpenFile(opening: FilePath(Probe.path)).readAll(
            limit: 1 << 24,
            name: "probe"
        )
        try directory.writeFile("probe", probe, mode: 0o755)
        _ = try directory.makeDirectory("tmp", mode: 0o1777)
        return mount
    }

    struct Outcome {
        var exit: ContainerExit
        var stdout = ""
        var stderr = ""
    }

    func run(
        _ words: [String],
        limits: ResourceLimits = ResourceLimits(),
        adjust: (inout RuntimeSpec, inout ContainerWatch) -> Void = { _, _ in }
    ) throws -> Outcome {
        var spec = RuntimeSpec.standard(arguments: ["/probe"] + words)
        var loan = ContainerLoan()
        loan.filter = try SeccompCompiler.compile(.standard())
        var watch = ContainerWatch(stop: try StopRequest())
        adjust(&spec, &watch)
        let root = try root()
        let cgroup = try Cgroup("test-\(UUID().uuidString)", limits: limits, in: host.cgroups)
        let container = try Container.start(
            spec,
            lending: loan,
            on: root,
            attachedAt: scratch.string,
            in: cgroup,
            of: host
        )
        var bytes: [Containers.OutputStream: [UInt8]] = [:]
        let exit = try container.run(watch) { stream, chunk in
            bytes[stream, default: []].append(contentsOf: chunk)
        }
        return Outcome(
            exit: exit,
            stdout: String(decoding: bytes[.stdout] ?? [], as: UTF8.self),
            stderr: String(decoding: bytes[.stderr] ?? [], as: UTF8.self)
        )
    }
}

@Suite(.needsRoot, .serialized) struct `A container` {
    let bench: Bench

    init() throws { bench = try Bench() }

    @Test func `hands on what its command writes`() throws {
        let outcome = try bench.run(["both"])
        #expect(outcome.stdout == "out\n")
        #expect(outcome.stderr == "err\n")
        #expect(outcome.exit.status == .exited(0))
    }

    @Test(arguments: [0, 1, 7, 127, 255]) func `hands on the exit code`(code: Int) throws {
        #expect(try bench.run(["exit", "\(code)"]).exit.status == .exited(UInt8(code)))
    }

    @Test(arguments: [SIGKILL, SIGSEGV, SIGTERM]) func `tells the signal`(signal: Int32) throws {
        #expect(try bench.run(["signal", "\(signal)"]).exit.status == .signaled(signal))
    }

    @Test func `says why a command cannot be run`() throws {
        let outcome = try bench.run(["x"]) { spec, _ in spec.process?.args = ["/nosuch"] }
        #expect(outcome.exit.status == .notRun(action: "run the command", errno: ENOENT))
    }

    @Test func `sees itself alone`() throws {
        #expect(try bench.run(["hostname"]).stdout == "cuvette\n")
        #expect(try bench.run(["id"]).stdout == "0 0 2\n")
        let processes = try bench.run(["ls", "/proc"]).stdout.split(separator: "\n")
        #expect(processes.filter { Int($0) != nil }.sorted() == ["1", "2"])
        #expect(try bench.run(["ls", "/sys/class/net"]).stdout == "lo\n")
        #expect(try bench.run(["ls", "/proc/self/fd"]).stdout == "0\n1\n2\n3\n")
    }

    @Test func `has the devices of the specification and no others`() throws {
        let names = try bench.run(["ls", "/dev"]).stdout.split(separator: "\n").sorted()
        #expect(
            names == [
                "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin",
                "stdout", "tty", "urandom", "zero",
            ]
        )
    }

    @Test func `cannot do what reaches the host`() throws {
        let lines = try bench.run(["escapes"]).stdout.split(separator: "\n")
        #expect(lines.count == 15)
        #expect(lines.filter { $0.hasSuffix("allowed") }.isEmpty)
    }

    @Test func `hides and protects what the specification names`() throws {
        #expect(try bench.run(["cat", "/proc/timer_list"]).stdout == "")
        #expect(
            try bench.run(["write", "/proc/sys/kernel/hostname", "x"]).exit.status == .exited(1)
        )
        #expect(try bench.run(["write", "/sys/x", "x"]).exit.status == .exited(1))
    }

    @Test func `ends what its command leaves behind, and says so`() throws {
        let began = ContinuousClock.now
        let outcome = try bench.run(["daemon", "300"])
        #expect(outcome.exit.status == .exited(0))
        #expect(outcome.exit.leftProcesses)
        #expect(began.duration(to: .now) < .seconds(120))
    }

    @Test func `is ended when its time is up, even if it ignores SIGTERM`() throws {
        let outcome = try bench.run(["stubborn"]) { _, watch in
            // Long enough for its "ready" on a busy machine.
            watch.timeLimit = .seconds(2)
            watch.grace = .milliseconds(200)
        }
        #expect(outcome.exit.cause == .timeLimit)
        #expect(outcome.exit.status == .signaled(SIGKILL))
        #expect(outcome.stdout == "ready\n")
    }

    @Test func `is ended when its time is up, however long its disk takes to be measured`() throws {
        let outcome = try bench.run(["sleep", "300"]) { _, watch in
            watch.timeLimit = .seconds(1)
            watch.diskLimit = .init(bytes: 1) { isWanted in
                while isWanted() { usleep(1000) }
                return 0
            }
        }
        #expect(outcome.exit.cause == .timeLimit)
    }

    @Test func `is ended where its disk is found to be full`() throws {
        let outcome = try bench.run(["sleep", "300"]) { _, watch in
            watch.diskLimit = .init(bytes: 1) { _ in
                // Longer than a look at the meter waits.
                usleep(100_000)
                return 2
            }
        }
        #expect(outcome.exit.cause == .diskLimit)
    }

    @Test func `ends politely when it is asked to`() throws {
        let outcome = try bench.run(["sleep", "60"]) { _, watch in watch.stop.stop() }
        #expect(outcome.exit.cause == .cancelled)
        #expect(outcome.exit.status == .signaled(SIGTERM))
    }

    @Test func `is told by its limits`() throws {
        let memory = try bench.run(
            ["eat-memory", "200"],
            limits: ResourceLimits(memoryBytes: 64 << 20)
        )
        #expect(memory.exit.cause == .memoryLimit)
        #expect(memory.exit.status == .signaled(SIGKILL))
        let processes = try bench.run(["fork", "100"], limits: ResourceLimits(processes: 20))
        #expect(processes.exit.cause == .processLimit)
        #expect(processes.stdout.contains("Resource temporarily unavailable"))
    }

    @Test func `is held to the limits of each process`() throws {
        let outcome = try bench.run(["eat-memory", "200"]) { spec, _ in
            spec.process?.rlimits = [
                POSIXRlimit(type: "RLIMIT_DATA", hard: 64 << 20, soft: 64 << 20)
            ]
        }
        #expect(outcome.exit.status == .exited(1))
        #expect(outcome.stdout.contains("Cannot allocate memory"))
    }

    @Test func `tells what it has used`() throws {
        let exit = try bench.run(["eat-memory", "20"]).exit
        #expect(exit.peakMemoryBytes >= 20 << 20)
        #expect(exit.peakMemoryBytes < 200 << 20)
        #expect(exit.userTime + exit.systemTime > .zero)
        #expect(exit.userTime + exit.systemTime < .seconds(10))
    }

    @Test func `waits for a command that closes its output`() throws {
        let outcome = try bench.run(["silent-sleep", "1"])
        #expect(outcome.exit.status == .exited(0))
        #expect(outcome.exit.duration >= .seconds(1))
    }

    @Test func `runs as the user it is given`() throws {
        let outcome = try bench.run(["id"]) { spec, _ in
            spec.process?.user = RuntimeUser(uid: 1000, gid: 100, umask: 0o022)
        }
        #expect(outcome.stdout == "1000 100 2\n")
    }

    @Test func `refuses an image whose proc leads elsewhere`() throws {
        let root = try bench.root()
        let directory = try root.directory(named: "root")
        symlinkat("/tmp", directory.descriptor, "proc")
        #expect(throws: ContainerError.self) {
            _ = try Container.start(
                RuntimeSpec.standard(arguments: ["/probe"]),
                on: root,
                attachedAt: bench.scratch.string,
                in: nil,
                of: bench.host
            )
        }
    }

    /// The Swift driver links the Swift runtime into every program; each container would load it.
    @Test func `begins with a program that has no Swift in it`() throws {
        let program = try Data(contentsOf: URL(fileURLWithPath: Probe.product("cuvette-init")))
        #expect(program.range(of: Data("swift-backtrace".utf8)) == nil)
    }

    @Test func `leaves nothing behind`() throws {
        var left: [Int] = []
        // Other suites of this process open and mount too, dozens of descriptors at a time; what each container leaves
        // would be twenty times there, each time.
        for _ in 0..<5 {
            let before = try mountsAndDescriptors()
            for _ in 0..<20 { _ = try bench.run(["exit", "0"]) }
            left = zip(before, try mountsAndDescriptors()).map { $1 - $0 }
            if left.allSatisfy({ $0 < 20 }) { return }
        }
        Issue.record("mounts, descriptors and cgroups that twenty containers have left: \(left)")
    }

    private func mountsAndDescriptors() throws -> [Int] {
        let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let folder = try #require(bench.host.cgroups.legacy[.memory]).appending("cuvette").string
        let groups = try FileManager.default.contentsOfDirectory(atPath: folder)
        return [
            mounts.split(separator: "\n").count, descriptors.count,
            groups.filter { $0.hasPrefix("test-") }.count,
        ]
    }
}
