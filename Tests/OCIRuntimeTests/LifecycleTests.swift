import Foundation
import OCI
import TestSupport
import Testing

@Suite(.needsRoot) struct `A container of a bundle` {
    let bundle: TestBundle

    init() throws { bundle = try TestBundle() }

    @Test func `is created, started, ended and deleted`() throws {
        bundle.script("touch /tmp-started; sleep 100")
        #expect(try bundle.runtime("create", "--pid-file", bundle.path + "/pid", "one").code == 0)
        #expect(try bundle.status("one") == "created")
        #expect(!FileManager.default.fileExists(atPath: bundle.path + "/rootfs/tmp-started"))
        let pid = try String(contentsOfFile: bundle.path + "/pid", encoding: .utf8)
        #expect(FileManager.default.fileExists(atPath: "/proc/\(pid)"))
        #expect(try bundle.runtime("start", "one").code == 0)
        #expect(try bundle.status("one") == "running")
        let early = try bundle.runtime("delete", "one")
        #expect(early.code == 1)
        #expect(early.stderr.contains("it is running"))
        #expect(try bundle.runtime("start", "one").stderr.contains("cannot start"))
        #expect(try bundle.runtime("kill", "one", "KILL").code == 0)
        let deadline = ContinuousClock.now + .seconds(60)
        while try bundle.status("one") != "stopped", ContinuousClock.now < deadline { usleep(5000) }
        #expect(try bundle.status("one") == "stopped")
        #expect(try bundle.runtime("kill", "one", "TERM").code == 1)
        #expect(try bundle.runtime("delete", "one").code == 0)
        #expect(try bundle.runtime("state", "one").stderr.contains("does not exist"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: bundle.state) == [])
    }

    @Test func `hands on what its process returns`() throws {
        bundle.script("echo out; echo err >&2; exit 7")
        let end = try bundle.run()
        #expect(end.code == 7)
        #expect(end.stdout == "out\n")
        #expect(end.stderr == "err\n")
    }

    @Test func `is ended before its start by a signal`() throws {
        bundle.script("sleep 100")
        try bundle.runtime("create", "one")
        #expect(try bundle.runtime("kill", "one", "TERM").code == 0)
        let deadline = ContinuousClock.now + .seconds(60)
        while try bundle.status("one") != "stopped", ContinuousClock.now < deadline { usleep(5000) }
        #expect(try bundle.status("one") == "stopped")
    }

    @Test func `has an id of its own`() throws {
        bundle.script("sleep 100")
        #expect(try bundle.runtime("create", "one").code == 0)
        #expect(try bundle.runtime("create", "one").stderr.contains("exists already"))
        #expect(
            try bundle.runtime("create", "../two").stderr.contains(
                "invalid character `/` in the ID"
            )
        )
        #expect(try bundle.runtime("create", "one/..").code == 1)
        #expect(try bundle.runtime("list", "-q").stdout == "one\n")
    }

    @Test func `is not made of what is wrong, which is told all at once`() throws {
        bundle.spec.process?.cwd = "relative"
        bundle.spec.process?.rlimits = [POSIXRlimit(type: "RLIMIT_NOTHING", hard: 1, soft: 2)]
        bundle.spec.linux?.sysctl = ["kernel.core_pattern": "|/evil"]
        bundle.spec.hooks = RuntimeHooks(poststop: [RuntimeHook(path: "evil")])
        let end = try bundle.runtime("create", "one")
        #expect(end.code == 1)
        for text in [
            "process.cwd", "RLIMIT_NOTHING", "soft is above hard", "core_pattern",
            "hooks.poststop[0].path",
        ] {
            #expect(end.stderr.contains(text), "\(end.stderr)")
        }
        #expect(try bundle.runtime("list", "-q").stdout == "")
    }

    @Test func `is refused where its program cannot be found`() throws {
        bundle.spec.process?.args = ["no-such-program"]
        let end = try bundle.runtime("create", "one")
        #expect(end.code == 1)
        #expect(end.stderr.contains("cannot run no-such-program: No such file or directory"))
        bundle.spec.process?.args = ["/bin"]
        #expect(try bundle.runtime("create", "one").stderr.contains("Permission denied"))
        bundle.script("true")
        bundle.spec.process?.cwd = "/bin/busybox/nowhere"
        #expect(try bundle.runtime("create", "one").stderr.contains("/bin/busybox/nowhere"))
        #expect(try bundle.runtime("list", "-q").stdout == "")
    }

    @Test func `finds its working directory and a home, made and told where there was none`() throws
    {
        bundle.spec.process?.cwd = "/work/here"
        bundle.script("pwd; echo $HOME")
        let end = try bundle.run()
        #expect(end.stdout == "/work/here\n/\n", "\(end.stderr)")
        bundle.spec.process?.env?.append("HOME=/elsewhere")
        #expect(try bundle.run().stdout == "/work/here\n/elsewhere\n")
    }

    @Test func `is warned of capabilities that no kernel has, and runs`() throws {
        bundle.spec.process?.capabilities?.bounding?.append("CAP_NONE_SUCH")
        bundle.script("true")
        let end = try bundle.run()
        #expect(end.code == 0)
        #expect(end.stderr.contains("level=warning"), "\(end.stderr)")
        #expect(end.stderr.contains("CAP_NONE_SUCH"))
    }

    @Test func `stands still while it is paused`() throws {
        bundle.script("while true; do echo x >> /ticks; sleep 0.02; done")
        try bundle.runtime("run", "--detach", "one")
        let ticks = bundle.path + "/rootfs/ticks"
        for _ in 0..<6000 where !FileManager.default.fileExists(atPath: ticks) { usleep(10_000) }
        #expect(try bundle.runtime("pause", "one").code == 0)
        #expect(try bundle.status("one") == "paused")
        let size = try FileManager.default.attributesOfItem(atPath: ticks)[.size]
        usleep(100_000)
        let later = try FileManager.default.attributesOfItem(atPath: ticks)[.size]
        #expect(size as? Int == later as? Int)
        #expect(try bundle.runtime("exec", "one", "true").stderr.contains("paused"))
        #expect(try bundle.runtime("resume", "one").code == 0)
        #expect(try bundle.status("one") == "running")
        #expect(try bundle.runtime("pause", "one").code == 0)
        #expect(try bundle.runtime("delete", "--force", "one").code == 0)
    }

    @Test func `is joined by further processes`() throws {
        bundle.script("sleep 100")
        try bundle.runtime("run", "--detach", "one")
        let end = try bundle.runtime(
            "exec",
            "--env",
            "X=1",
            "--cwd",
            "/bin",
            "--user",
            "12:34",
            "one",
            "sh",
            "-c",
            "id -u; id -g; pwd; echo $X; cat /proc/self/cgroup | grep -c :/$; grep CapEff /proc/self/status; exit 5"
        )
        #expect(end.code == 5)
        let lines = end.stdout.split(separator: "\n")
        try #require(lines.count == 6, "\(end.stdout) \(end.stderr)")
        #expect(lines.prefix(4) == ["12", "34", "/bin", "1"])
        #expect(Int(lines[4]) ?? 0 > 1)
        #expect(lines[5] == "CapEff:\t0000000000000000")
        let processes = try bundle.runtime("exec", "one", "ps")
        #expect(processes.stdout.contains("sleep 100"))
        #expect(try bundle.runtime("exec", "one", "nothing").code == 255)
        let table = try bundle.runtime("ps", "one")
        #expect(table.stdout.contains("sleep 100"), "\(table.stderr)")
        let numbers = try bundle.runtime("ps", "--format", "json", "one").output
        #expect((try JSONSerialization.jsonObject(with: numbers) as? [Int])?.count == 1)
    }

    @Test func `gets its terminal over a socket of ours`() throws {
        bundle.script("sleep 100")
        try bundle.runtime("run", "--detach", "one")
        let end = try bundle.runtime("exec", "--tty", "one", "sh", "-c", "tty; exit 3")
        #expect(end.code == 3)
        #expect(end.stdout == "/dev/pts/0\r\n")
    }
}
