import Foundation
import TestSupport
import Testing

/// podman, whose containers are ours, with a store and a configuration of its own.
final class PodmanRoom {
    let bundle: TestBundle
    private let folder: String
    private let program: String

    /// Where podman is; nil where it is not installed.
    static let program = ["/usr/bin/podman", "/usr/local/bin/podman"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    init() throws {
        bundle = try TestBundle()
        folder = bundle.path + "/podman"
        program = try #require(Self.program)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Limits that a user without CAP_SYS_RESOURCE can be given too.
        try write(
            "containers.conf",
            """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            """
        )
        try write(
            "storage.conf",
            """
            [storage]
            driver = "vfs"
            runroot = "\(folder)/run"
            graphroot = "\(folder)/graph"
            """
        )
        let archive = folder + "/image.tar"
        let packed = try SpawnedProgram(
            ["/usr/bin/tar", "-C", bundle.path + "/rootfs", "-cf", archive, "."],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: folder
        ).wait()
        try #require(packed.code == 0, "\(packed.stderr)")
        let imported = try podman("import", "--quiet", archive, "localhost/test:latest")
        try #require(imported.code == 0, "\(imported.stderr)")
    }

    deinit {
        _ = try? podman("rm", "--force", "--all", "--time", "0")
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }

    /// Runs podman.
    func podman(_ words: String...) throws -> SpawnedProgram.End {
        try command(words, before: [])
    }

    /// How podman calls the state of a container.
    func status(_ name: String) throws -> String {
        try podman("inspect", name, "--format", "{{.State.Status}}").stdout
    }

    /// Runs podman with a terminal, of script(1).
    func podmanOnTerminal(_ words: String...) throws -> SpawnedProgram.End {
        let line = ([program, "--runtime", Probe.product("cuvette-oci")] + words).map { "'\($0)'" }
        return try command(
            ["--return", "--quiet", "--command", line.joined(separator: " "), "/dev/null"],
            before: ["/usr/bin/script"]
        )
    }

    private func command(_ words: [String], before: [String]) throws -> SpawnedProgram.End {
        let first = before.isEmpty ? [program, "--runtime", Probe.product("cuvette-oci")] : before
        return try SpawnedProgram(
            first + words,
            environment: [
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "CONTAINERS_CONF": folder + "/containers.conf",
                "CONTAINERS_STORAGE_CONF": folder + "/storage.conf",
            ],
            directory: folder
        ).wait()
    }
}

@Suite(.needsRoot, .enabled(if: PodmanRoom.program != nil, "needs podman"), .serialized)
struct `Containers that podman has us make` {
    let room: PodmanRoom

    init() throws { room = try PodmanRoom() }

    @Test func `run, and tell how they ended`() throws {
        let end = try room.podman(
            "run",
            "--rm",
            "--network",
            "none",
            "--user",
            "5:6",
            "--cap-drop",
            "all",
            "--read-only",
            "--tmpfs",
            "/scratch",
            "--memory",
            "64m",
            "localhost/test",
            "sh",
            "-c",
            "id -u; id -g; touch /scratch/x /x; grep CapEff /proc/self/status; exit 3"
        )
        #expect(end.code == 3)
        #expect(end.stdout == "5\n6\nCapEff:\t0000000000000000\n", "\(end.stderr)")
        #expect(end.stderr.contains("/x: Read-only file system"))
        #expect(!end.stderr.contains("/scratch/x"))
    }

    @Test func `are refused with the codes that podman promises`() throws {
        let missing = try room.podman(
            "run",
            "--rm",
            "--network",
            "none",
            "localhost/test",
            "nosuch"
        )
        #expect(missing.code == 127, "\(missing.stderr)")
        let folder = try room.podman("run", "--rm", "--network", "none", "localhost/test", "/bin")
        #expect(folder.code == 126, "\(folder.stderr)")
    }

    @Test func `live until they are stopped, are joined, logged, paused and started again`() throws
    {
        let script = "trap 'echo bye; exit 7' TERM; echo hello; while true; do sleep 0.1; done"
        let run = try room.podman(
            "run",
            "--detach",
            "--network",
            "none",
            "--name",
            "one",
            "localhost/test",
            "sh",
            "-c",
            script
        )
        try #require(run.code == 0, "\(run.stderr)")
        #expect(try room.status("one") == "running\n")
        let joined = try room.podman("exec", "one", "sh", "-c", "readlink /proc/self/exe; exit 5")
        #expect(joined.code == 5)
        #expect(joined.stdout == "/bin/busybox\n", "\(joined.stderr)")
        #expect(try room.podman("exec", "one", "nosuch").code == 127)
        #expect(try room.podman("pause", "one").code == 0)
        #expect(try room.status("one") == "paused\n")
        #expect(try room.podman("unpause", "one").code == 0)
        #expect(try room.podman("stop", "--time", "10", "one").code == 0)
        let ended = try room.podman("inspect", "one", "--format", "{{.State.ExitCode}}")
        #expect(ended.stdout == "7\n")
        #expect(try room.podman("logs", "one").stdout == "hello\nbye\n")
        #expect(try room.podman("start", "one").code == 0)
        #expect(try room.podman("kill", "--signal", "KILL", "one").code == 0)
        let killed = try room.podman("wait", "one")
        #expect(killed.stdout == "137\n", "\(killed.stderr)")
        #expect(try room.podman("rm", "one").code == 0)
    }

    @Test func `have a terminal`() throws {
        // What a program writes that is done before podman shows its terminal is lost, with runc as well.
        var shown = ""
        for _ in 1...10 where !shown.contains("/dev/pts/0") {
            let run = try room.podmanOnTerminal(
                "run",
                "--rm",
                "-it",
                "--network",
                "none",
                "localhost/test",
                "tty"
            )
            #expect(run.code == 0, "\(run.stdout) \(run.stderr)")
            shown += run.stdout
        }
        #expect(shown.contains("/dev/pts/0"), "\(shown)")
        let start = try room.podman(
            "run",
            "--detach",
            "--network",
            "none",
            "--name",
            "two",
            "localhost/test",
            "sleep",
            "99"
        )
        try #require(start.code == 0, "\(start.stderr)")
        let exec = try room.podmanOnTerminal("exec", "-it", "two", "tty")
        #expect(exec.stdout.contains("/dev/pts/0"), "\(exec.stdout) \(exec.stderr)")
    }

    @Test func `have user ids of their own`() throws {
        let end = try room.podman(
            "run",
            "--rm",
            "--network",
            "none",
            "--uidmap",
            "0:100000:1000",
            "--gidmap",
            "0:100000:1000",
            "localhost/test",
            "sh",
            "-c",
            "awk '{print $1, $2, $3}' /proc/self/uid_map; echo x > /dev/null && touch /made && stat -c %u /made"
        )
        #expect(end.stdout == "0 100000 1000\n0\n", "\(end.stderr)")
    }
}
