import Containers
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.needsRoot) struct `A step that attacks the kernel` {
    @Test(arguments: Runner.available)
    func `cannot load code, change the machine or look into it`(runner: Runner) throws {
        try AttackBench(runner).expectRefused("kernel", attempts: 25)
    }

    @Test(arguments: Runner.available)
    func `cannot make or enter namespaces and mounts`(runner: Runner) throws {
        try AttackBench(runner).expectRefused("namespaces", attempts: 27)
    }

    @Test(arguments: Runner.available)
    func `cannot get round the system call filter`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let lines = try bench.probe("filter")
        #expect(lines.filter { $0.hasSuffix(": allowed") } == [])
        #expect(lines.contains("a call of tomorrow: ENOSYS"))
        #if arch(x86_64)
        #expect(lines.contains("32 bits: SIGSYS"))
        #expect(lines.contains("x32: SIGSYS"))
        #expect(lines.count == 10)
        #endif
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `cannot reach keys`(runner: Runner) throws {
        try AttackBench(runner).expectRefused("keys", attempts: 5)
    }

    @Test(arguments: Runner.available)
    func `cannot open files by their handles`(runner: Runner) throws {
        try AttackBench(runner).expectRefused("handles", attempts: 1)
    }

    @Test(arguments: Runner.available)
    func `cannot reach the host's sockets or change its network`(runner: Runner) throws {
        let name = "cuvette-\(UUID().uuidString)"
        let listener = try AbstractListener(name)
        defer { listener.close() }
        let bench = try AttackBench(runner)
        try bench.expectRefused("network", name, attempts: 5)
        #expect(!listener.wasReached)
    }

    @Test(
        .enabled(if: LandlockScope.available.contains(.abstractSockets)),
        arguments: Runner.available
    )
    func `cannot reach the host's abstract sockets from the host's network either`(runner: Runner)
        throws
    {
        let name = "cuvette-\(UUID().uuidString)"
        let listener = try AbstractListener(name)
        defer { listener.close() }
        let bench = try AttackBench(runner)
        let run = try bench.run(
            "a:\n  network: host\n  steps: [{command: [/probe, network, \"\(name)\"]}]"
        )
        let lines = try run.lines(of: "a/1")
        #expect(lines.count == 5, "\(run.stdout)\(run.stderr)")
        #expect(lines.filter { $0.hasSuffix(": allowed") } == [])
        #expect(!listener.wasReached)
        bench.expectUnharmed()
    }

    @Test(
        .enabled(if: LandlockScope.available.contains(.abstractSockets)),
        arguments: Runner.available
    )
    func `cannot reach them from a shell beside such a step either`(runner: Runner) throws {
        let name = "cuvette-\(UUID().uuidString)"
        let listener = try AbstractListener(name)
        defer { listener.close() }
        let bench = try AttackBench(runner)
        let run = try bench.run("a:\n  network: host\n  steps: [{command: [/probe, exit, \"7\"]}]")
        #expect(run.code == 1, "\(run.stdout)\(run.stderr)")
        let shell = try bench.shell("1/a/1", typing: ["/probe network \(name)"])
        #expect(shell.stdout.contains(": EPERM"), "\(shell.stdout)\(shell.stderr)")
        #expect(!shell.stdout.contains(": allowed"), "\(shell.stdout)")
        #expect(!listener.wasReached)
        bench.expectUnharmed()
    }

    @Test(
        .enabled(if: LandlockScope.available.contains(.abstractSockets)),
        arguments: Runner.available
    )
    func `cannot reach them from a Dockerfile's RUN on the host's network either`(runner: Runner)
        throws
    {
        let name = "cuvette-\(UUID().uuidString)"
        let listener = try AbstractListener(name)
        defer { listener.close() }
        let bench = try AttackBench(runner)
        let build = try bench.build(
            """
            FROM scratch
            COPY . /
            RUN --network=host ["/probe", "network", "\(name)"]
            """,
            ["--allow", "network.host"]
        )
        #expect(build.code == 0, "\(build.stderr)")
        #expect(build.stderr.contains(": EPERM"), "\(build.stderr)")
        #expect(!build.stderr.contains(": allowed"), "\(build.stderr)")
        #expect(!listener.wasReached)
    }
}

/// A socket in the abstract name space of the host's network.
private struct AbstractListener {
    private let descriptor: Int32

    init(_ name: String) throws {
        descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue) | O_NONBLOCK,
            0
        )
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0[1...].copyBytes(from: name.utf8) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0, listen(descriptor, 5) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    var wasReached: Bool { accept(descriptor, nil, nil) >= 0 }

    func close() {
        Glibc.close(descriptor)
    }
}
