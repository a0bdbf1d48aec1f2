import Foundation
import OCI
import TestSupport
import Testing

/// What callers that know runc or crun say, and what they look for in the answer.
@Suite(.needsRoot) struct `A caller that knows runc` {
    let bundle: TestBundle

    init() throws { bundle = try TestBundle() }

    @Test func `is told the version in the lines that it reads`() throws {
        for word in ["-v", "--version"] {
            let lines = try bundle.runtime(word).stdout.split(separator: "\n")
            try #require(lines.count == 4)
            #expect(lines[0].wholeMatch(of: /cuvette-oci version \d+\.\d+\.\d+/) != nil)
            #expect(lines[1].hasPrefix("commit: "))
            #expect(lines[2].wholeMatch(of: /spec: \d+\.\d+\.\d+/) != nil)
            #expect(lines[3].contains("+SECCOMP"))
        }
    }

    @Test(arguments: ["create", "delete", "exec", "list", "checkpoint"])
    func `is helped with each command`(command: String) throws {
        let end = try bundle.runtime(command, "-h")
        #expect(end.code == 0)
        #expect(end.stdout.hasPrefix("NAME:\n   cuvette-oci \(command) - "), "\(end.stdout)")
        #expect(end.stdout.contains("USAGE:\n   cuvette-oci \(command)"))
        #expect(try bundle.runtime("help", command).stdout == end.stdout)
    }

    @Test(arguments: ["-h", "--help", "help"])
    func `is helped with the program`(word: String) throws {
        let end = try bundle.runtime("--log-format", "json", word)
        #expect(end.code == 0)
        #expect(end.stdout.hasPrefix("NAME:\n   cuvette-oci - Open Container Initiative runtime"))
    }

    @Test func `is told that a command does not exist, or what it would need`() throws {
        let unknown = try bundle.runtime("foo", "-h")
        #expect(unknown.code == 3)
        #expect(unknown.stderr.contains("No help topic for 'foo'"))
        let refused = try bundle.runtime("checkpoint", "--image-path", "x", "one")
        #expect(refused.code == 1)
        #expect(refused.stderr.contains("needs CRIU"))
    }

    @Test func `may write options as Go's flag parser and getopt take them`() throws {
        bundle.script("sleep 100")
        try bundle.runtime("--rootless=auto", "run", "-detach", "--bundle=\(bundle.path)", "one")
        #expect(try bundle.runtime("list", "-q=true").stdout == "one\n")
        #expect(try bundle.runtime("list", "-qf", "json").stdout == "one\n")
        #expect(try bundle.runtime("list", "--quiet=false").stdout.hasPrefix("ID "))
        #expect(try bundle.runtime("exec", "-e", "A=-1", "one", "env").stdout.contains("A=-1\n"))
        #expect(try bundle.runtime("kill", "one", "KILL", "--all").code == 0)
    }

    @Test(arguments: [
        (["kill"], "kill: missing argument: id"),
        (["start", "a", "b"], "unexpected argument \"b\""),
        (["list", "--formt", "json"], "unknown option --formt"),
        (["exec", "--cwd"], "--cwd needs a value"),
        (["list", "-f", "yaml"], "-f: \"yaml\" is no value for it"),
        (["run", "--preserve-fds", "-1", "a"], "--preserve-fds must not be negative"),
    ])
    func `is told which word is wrong`(words: [String], message: String) throws {
        let end = try bundle.start(words).wait()
        #expect(end.code == 1)
        #expect(end.stderr.contains(message), "\(end.stderr)")
        #expect(end.stderr.contains("see cuvette-oci \(words[0]) --help"))
    }

    @Test func `is told of a container whose state cannot be read`() throws {
        let folder = bundle.state + "/broken"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        try "{}".write(toFile: folder + "/state.json", atomically: false, encoding: .utf8)
        let end = try bundle.runtime("list", "-q")
        #expect(end.code == 0 && end.stdout == "")
        #expect(end.stderr.contains("passed over container broken"))
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func `does not have its log chosen by the container's program`() throws {
        bundle.script("sleep 100")
        try bundle.runtime("run", "--detach", "one")
        let log = bundle.path + "/log"
        #expect(try bundle.runtime("exec", "one", "no-such-program", "--log", log).code == 255)
        #expect(!FileManager.default.fileExists(atPath: log))
    }

    /// `runc spec` of 1.1 asks for ambient capabilities without inheritable ones.
    @Test func `may ask for capabilities that cannot be granted, and is warned`() throws {
        let sets = ["CAP_KILL"]
        bundle.spec.process?.capabilities = LinuxCapabilities(
            effective: sets,
            bounding: sets,
            permitted: sets,
            ambient: sets
        )
        bundle.script("grep Cap /proc/self/status")
        let log = bundle.path + "/log"
        let end = try bundle.runtime("--log", log, "run", "one")
        #expect(end.code == 0, "\(end.stderr)")
        #expect(end.stdout.contains("CapPrm:\t0000000000000020"))
        #expect(end.stdout.contains("CapAmb:\t0000000000000000"))
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.contains("passed over ambient capabilities that cannot be granted: CAP_KILL"))
    }

    @Test func `does not get help where the container's program is asked for it`() throws {
        bundle.script("sleep 100")
        try bundle.runtime("run", "--detach", "one")
        #expect(try bundle.runtime("exec", "one", "echo", "-h").stdout == "-h\n")
    }

    @Test func `finds what is done in the log, and nowhere else`() throws {
        let log = bundle.path + "/log"
        let end = try bundle.runtime("--log", log, "--log-format", "json", "--debug", "run", "one")
        #expect(end.stderr == "")
        let text = try String(contentsOfFile: log, encoding: .utf8)
        for words in [
            "nsexec container setup", "child process in init()", "init: closing the pipe",
        ] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(text.contains("\"level\":\"debug\""))
    }

    @Test func `counts a process below the container's own cgroup`() throws {
        for index in bundle.spec.mounts?.indices ?? 0..<0
        where bundle.spec.mounts?[index].type == "cgroup" {
            bundle.spec.mounts?[index].options?.removeAll { $0 == "ro" }
        }
        if bundle.spec.mounts?.contains(where: { $0.type == "cgroup" }) != true {
            bundle.spec.mounts?.append(
                RuntimeMount(destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup")
            )
        }
        bundle.script("sleep 100")
        #expect(try bundle.runtime("run", "--detach", "one").code == 0)
        let make = try bundle.runtime(
            "exec",
            "one",
            "sh",
            "-c",
            "for d in /sys/fs/cgroup/*; do [ -L $d ] || mkdir -p $d/below 2>/dev/null; done"
        )
        #expect(make.code == 0, "\(make.stderr)")
        let inside = try bundle.runtime(
            "exec",
            "--cgroup",
            "pids:below",
            "one",
            "grep",
            ":pids:",
            "/proc/self/cgroup"
        )
        #expect(inside.stdout.hasSuffix("/below\n"), "\(inside.stdout)\(inside.stderr)")
        for (cgroup, reason) in [
            ("..", " .. is not a sub cgroup path"), ("x:/", "unknown controller x"),
            ("absent", "/absent/cgroup.procs: no such file"),
        ] {
            let end = try bundle.runtime("exec", "--cgroup", cgroup, "one", "true")
            #expect(end.code == 255)
            #expect(end.stderr.contains(reason), "\(end.stderr)")
        }
        #expect(try bundle.runtime("delete", "--force", "one").code == 0)
    }

    @Test func `gets a container without pivot_root from which the host's proc is gone`() throws {
        bundle.script("test -e /proc/self/status && cat /proc/self/mountinfo")
        let end = try bundle.runtime("run", "--no-pivot", "one")
        #expect(end.code == 0, "\(end.stderr)")
        let mounts = end.stdout.split(separator: "\n").filter { $0.contains(" - proc ") }
        #expect(mounts.allSatisfy { $0.contains(" /proc") }, "\(mounts)")
        let mounted = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        #expect(!mounted.contains(bundle.path))
        #expect(mounted.contains(" - proc "))
    }

    @Test func `has its hooks inside run in the container's filter`() throws {
        bundle.spec.linux?.seccomp = LinuxSeccomp(
            defaultAction: .allow,
            syscalls: [LinuxSyscall(names: ["mkdir"], action: .killProcess)]
        )
        bundle.spec.hooks = RuntimeHooks(startContainer: [
            RuntimeHook(path: "/bin/sh", args: ["sh", "-c", "mkdir /made"])
        ])
        let end = try bundle.run()
        #expect(end.code == 1)
        #expect(end.stderr.contains("error running hook /bin/sh"), "\(end.stderr)")
        #expect(end.stderr.contains("bad system call"))
        #expect(!FileManager.default.fileExists(atPath: bundle.path + "/rootfs/made"))
    }

    @Test func `deletes by force what somebody has frozen elsewhere`() throws {
        let frozen = "/sys/fs/cgroup/freezer/cuvette-test-\(UUID().uuidString.prefix(8))"
        guard mkdir(frozen, 0o755) == 0 else {
            print("skipped: freezing elsewhere needs the freezer of cgroup v1")
            return
        }
        defer { rmdir(frozen) }
        bundle.script("sleep 100")
        try bundle.runtime("run", "--detach", "--pid-file", bundle.path + "/pid", "one")
        let pid = try String(contentsOfFile: bundle.path + "/pid", encoding: .utf8)
        try pid.write(toFile: frozen + "/cgroup.procs", atomically: false, encoding: .utf8)
        try "FROZEN".write(toFile: frozen + "/freezer.state", atomically: false, encoding: .utf8)
        let end = try bundle.runtime("delete", "--force", "one")
        #expect(end.code == 0, "\(end.stderr)")
        #expect(try bundle.runtime("list", "-q").stdout == "")
    }

    @Test func `finds the socket for readiness in a folder at its own path`() throws {
        bundle.script("ls /tmp/above/socket; echo $NOTIFY_SOCKET")
        let encoder = JSONEncoder()
        try encoder.encode(bundle.spec).write(
            to: URL(fileURLWithPath: bundle.path + "/config.json")
        )
        let program = try SpawnedProgram(
            [Probe.product("cuvette-oci"), "--root", bundle.state, "run", "one"],
            environment: ["PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": "/tmp/above/socket"],
            directory: bundle.path
        )
        let end = try program.wait()
        #expect(end.stdout == "notify\n/tmp/above/socket/notify\n", "\(end.stderr)")
    }
}
