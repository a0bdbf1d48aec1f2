import Foundation
import Glibc
import TestSupport
import Testing

/// What a process can find out about where it is: variables, limits, mounts, cgroups, user, folder.
private let lookAround = """
    env | grep -v -e '^_=' -e '^SHLVL=' | sort; echo "user $(id)"; pwd; umask; ulimit -a
    cut -d ' ' -f 5- /proc/self/mountinfo | sed -e 's,/[^ ]*e2e-[^ ]*,STORE,g' -e 's/workdir=[^,]*//' \
      -e 's/upperdir=[^,]*//' -e 's/shared:[0-9]*//' | sort
    cat /sys/fs/cgroup/*/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null
    grep -e Seccomp -e NoNewPrivs -e '^Cap' /proc/self/status; hostname; ls /sys/class/net
    """

@Suite(.needsRoot) struct `A shell in a snapshot` {
    private static let jobs = """
        test:
          resources: {memory: 512MiB, pids: 100}
          steps:
            - {id: make, run: 'echo made > made; echo A=b >> $CUVETTE_ENV; mkdir /opt/t; echo /opt/t >> $CUVETTE_PATH'}
            - name: check
              env: {TOKEN: '${{ secrets.token }}', ENV: own}
              run: |
                ./look
                rm made; echo new > new; echo 'it is broken'; exit 3
            - {run: 'echo after $A $TOKEN; cat new'}
        """
    private let bench: Workbench
    private let secret = ["THE_TOKEN": "sup3rs3cret"]

    init() throws {
        bench = try Workbench(
            Self.jobs,
            top: "secrets: {token: {env: THE_TOKEN}}",
            files: ["look": "#!/bin/bash\n" + lookAround]
        )
        try bench.repository.git("update-index", "--chmod=+x", "look")
        try bench.repository.git("commit", "--quiet", "--message", "executable")
    }

    /// A shell on a terminal of its own (script(1)), in which lines are typed.
    private func typing(_ lines: [String], _ arguments: String = "") throws -> CuvetteRun {
        let input = bench.folder + "/typed-\(UUID().uuidString)"
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(fileURLWithPath: input)
        )
        let command = "\(Probe.product("cuvette")) shell \(arguments)"
        let program = try bench.start(
            ["-c", "script -qec '\(command)' /dev/null < \(input)"],
            environment: secret.merging(["TERM": "xterm"]) { first, _ in first },
            program: "/bin/sh"
        )
        return CuvetteRun(try program.wait())
    }

    @Test func `differs from the step in nothing that the step can see`() throws {
        let run = try bench.run(environment: secret)
        #expect(run.code == 1, "\(run.stderr)")
        let seen = try run.lines(of: "test/2").prefix { $0 != "it is broken" }
        #expect(seen.contains("A=b"))
        let again = try bench.cuvette(
            "shell",
            "1/test/2",
            "--",
            "./look",
            environment: secret
        )
        #expect(again.code == 0, "\(again.stderr)")
        let masked = again.stdout.replacing("sup3rs3cret", with: "***")
        #expect(masked.split(separator: "\n").map(String.init) == Array(seen))
    }

    @Test func `is as before the step, or as behind it`() throws {
        _ = try bench.run(environment: secret)
        let list = ["shell", "1/test/2", "--", "sh", "-c", "cat made new"]
        let before = try bench.start(list, environment: secret).wait()
        #expect(before.stdout == "made\n")
        let after = try bench.cuvette(
            "shell",
            "1/test/2",
            "--after",
            "--",
            "cat",
            "new",
            environment: secret
        )
        #expect(after.stdout == "new\n")
        // What the first has written is not there for the next.
        _ = try bench.cuvette("shell", "1/test/2", "--", "touch", "x", environment: secret)
        let next = try bench.cuvette("shell", "1/test/2", "--", "ls", environment: secret)
        #expect(!next.stdout.contains("x\n"))
        let sessions = try FileManager.default.contentsOfDirectory(
            atPath: bench.store + "/sessions"
        )
        #expect(sessions.isEmpty)
    }

    @Test(
        .enabled(if: access("/usr/bin/script", X_OK) == 0, "needs script (bsdutils) for a terminal")
    )
    func `has a terminal, the failed command, the next one and the changes`() throws {
        _ = try bench.run(environment: secret)
        let run = try typing([
            "tty; echo env=$ENV; rerun", "ls", "diff-files", "next", "sleep 1 & jobs",
            "history | head -3", "exit 7",
        ])
        // By scalars: as characters, CR LF is one that no CR equals.
        let text = String(String.UnicodeScalarView(run.stdout.unicodeScalars.filter { $0 != "\r" }))
        #expect(run.code == 7, "\(text)")
        for expected in [
            "1/test/2 \"check\", before it ran", "the step failed: exit 3", "| it is broken",
            "/dev/pts/0", "env=own", "[step 2: exit 3]", "D /workspace/made", "A /workspace/new",
            "after b\n", "[step 3: exit 0]", "Running", "exit 3\n    2  rerun\n",
        ] {
            #expect(text.contains(expected), "\(expected)\n\(text)")
        }
        #expect(bench.host.leftovers().isEmpty)
    }

    @Test(
        .enabled(
            if: access("/usr/bin/script", X_OK) == 0,
            "needs script (bsdutils) for a terminal"
        ),
        .enabled(
            if: access("/usr/bin/busybox", X_OK) == 0 || access("/bin/busybox", X_OK) == 0,
            "needs busybox-static"
        )
    )
    func `gets a static one where the image has none`() throws {
        let root = bench.repository.path + "/root"
        try FileManager.default.createDirectory(
            atPath: root,
            withIntermediateDirectories: true
        )
        // By another process: a program that some child of ours still has open for writing cannot be run.
        let copier = try SpawnedProgram(
            ["/bin/cp", Probe.path, root + "/probe"],
            environment: [:],
            directory: "/"
        )
        #expect(try copier.wait().code == 0)
        let pipeline =
            "jobs:\n  bare: {image: 'dir:root', steps: [{command: [/probe, nothing-known]}]}\n"
        try bench.repository.write(["bare.yml": pipeline])
        let run = try bench.run("--worktree", "--pipeline", "bare.yml")
        #expect(run.code == 1, "\(run.stdout)")
        let shell = try typing(["echo $0; ls /; rerun", "exit 5"], "1/bare/1")
        #expect(shell.code == 5, "\(shell.stdout)")
        #expect(shell.stdout.contains("probe"))
    }

    @Test func `is where the preparation of an image failed, too`() throws {
        let jobs = """
            prepared:
              image: {from: host, setup: [{run: 'echo x > /made'}, {run: 'cat /made; echo y > /made; exit 9'}]}
              steps: [{run: 'true'}]
            """
        try bench.repository.write(["setup.yml": bench.pipeline(jobs)])
        let run = try bench.run("--worktree", "--pipeline", "setup.yml")
        #expect(run.code == 1, "\(run.stderr)")
        let shell = try bench.cuvette("shell", "--", "cat", "/made")
        #expect(shell.stdout == "x\n", "\(shell.stderr)")
        #expect(try bench.cuvette("shell", "--after", "--", "cat", "/made").stdout == "y\n")
        #expect(try bench.cuvette("reproduce", "1/prepared/setup-2").code == 0)
        let again = try bench.run("--worktree", "--pipeline", "setup.yml", "--resume", "last")
        #expect(try again.step("prepared/setup-2")?["exit-code"] == "9")
    }

    @Test func `is not opened without a terminal, but named`() throws {
        _ = try bench.run(environment: secret)
        let run = try bench.cuvette("shell", environment: secret)
        #expect(run.code == 0)
        #expect(run.stdout == "cuvette shell 1/test/2\n")
        #expect(try bench.cuvette("shell", "9").code == 2)
        #expect(try bench.cuvette("shell", "1/nothing").stderr.contains("it keeps test"))
        #expect(try bench.cuvette("shell", "1/test/9").stderr.contains("it has make, 2, 3"))
        #expect(try bench.cuvette("shell", "1/test/2", "--", "true").stderr.contains("THE_TOKEN"))
    }

    @Test func `ends with its runner, and leaves nothing behind`() throws {
        _ = try bench.run(environment: secret)
        let shell = try bench.start(
            ["shell", "1/test/2", "--", "sh", "-c", "echo up; sleep 1000"],
            environment: secret
        )
        try shell.waitForOutput("up")
        // While it is in use, nobody takes its snapshots away.
        #expect(try bench.cuvette("gc", "--keep-failed", "0").code == 0)
        #expect(bench.kept("jobs/test/layers/01/upper/workspace/made") != nil)
        shell.signal(SIGKILL)
        _ = try shell.wait()
        #expect(try bench.leftoversOfTheKilled("--keep-failed", "0") == [])
        #expect(bench.kept("jobs/test/layers/01/upper/workspace/made") == nil)
    }
}

@Suite(.needsRoot, .needsRedis) struct `A shell beside services` {
    @Test func `finds them started anew`() throws {
        let bench = try Workbench(
            """
            test:
              services:
                db: {command: [redis-server, --save, '', --protected-mode, 'no'], ready: {tcp: 6379}}
              steps: [{run: 'redis-cli -h db set key value; exit 1'}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 1, "\(run.stdout)")
        let shell = try bench.cuvette(
            "shell",
            "--",
            "redis-cli",
            "-h",
            "db",
            "--no-raw",
            "get",
            "key"
        )
        #expect(shell.stdout == "(nil)\n", "\(shell.stderr)")
        let again = try bench.cuvette("reproduce")
        #expect(again.code == 0, "\(again.stdout)\(again.stderr)")
        #expect(bench.host.leftovers().isEmpty)
    }
}
