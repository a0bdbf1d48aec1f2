import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A container by name` {
    /// Writes, and ends with code 3 when it is asked to end.
    static let polite = "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done"

    @Test(arguments: ContainerUser.present)
    func `returns what its command returns, and leaves nothing`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let both = try bench.run("--rm", "host", "sh", "-c", "echo out; echo err >&2; exit 7")
        #expect(both.code == 7)
        #expect(both.stdout == "out\n")
        #expect(both.stderr == "err\n")
        #expect(try bench.run("--rm", "host", "nosuch").code == 127)
        #expect(try bench.run("--rm", "host", "/etc/passwd").code == 126)
        #expect(
            try bench.run("--rm", "host", "sh", "-c", "sleep 9 & kill -9 $!; wait $!").code == 137
        )
        #expect(try bench.run("--rm", "--privileged", "host", "true").code == 125)
        #expect(try bench.run("--rm", "no/such/image", "true").code == 125)
        #expect(try bench.run("--rm", "--nonsense", "host", "true").code == 125)
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `runs detached, tells its log, and stops when it is asked`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let made = try bench.run("-d", "--name", "one", "host", "sh", "-c", Self.polite)
        #expect(made.code == 0, "\(made.stderr)")
        #expect(made.stdout.count == 65)
        let id = made.stdout.prefix(12)
        #expect(try bench.cuvette("container", "ls", "-q").stdout == "\(id)\n")
        #expect(
            try bench.eventually { try bench.cuvette("container", "logs", "one").stdout == "up\n" }
        )
        #expect(try bench.cuvette("container", "stop", "one").stdout == "one\n")
        #expect(try bench.cuvette("container", "wait", String(id)).stdout == "3\n")
        #expect(try bench.cuvette("container", "logs", "--tail", "1", "one").stdout == "bye\n")
        #expect(try bench.cuvette("container", "ls").stdout.split(separator: "\n").count == 1)
        #expect(try bench.state("one", "Status") == "exited")
        #expect(try bench.cuvette("container", "start", "one").code == 0)
        #expect(try bench.cuvette("container", "rm", "one").code == 1)
        #expect(try bench.cuvette("container", "rm", "-f", "one").code == 0)
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `runs further commands, with a terminal or without`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run("-d", "--name", "one", "-e", "A=b", "host", "sleep", "60")
        let plain = try bench.cuvette(
            "container",
            "exec",
            "-w",
            "/tmp",
            "-u",
            "nobody",
            "one",
            "sh",
            "-c",
            "echo $A; pwd; id -un; exit 5"
        )
        #expect(plain.code == 5)
        #expect(plain.stdout == "b\n/tmp\nnobody\n")
        let piped = try bench.line("echo typed | $CUVETTE container exec -i one cat")
        #expect(piped.stdout == "typed\n")
        let terminal = try bench.line(
            "script -qec \"$CUVETTE container exec -it one sh -c 'test -t 0 && tty; exit 4'\" /dev/null < /dev/null"
        )
        #expect(terminal.code == 4)
        #expect(terminal.stdout.contains("/dev/pts/"))
        #expect(try bench.cuvette("container", "exec", "one", "nosuch").code == 127)
        try bench.cuvette("container", "rm", "-f", "one")
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `has a terminal of its own, and an input`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let terminal = try bench.line(
            "script -qec \"$CUVETTE container run --rm -it host sh -c 'test -t 0 && tty; exit 4'\" /dev/null < /dev/null"
        )
        #expect(terminal.code == 4)
        #expect(terminal.stdout.contains("/dev/pts/"))
        let much = try bench.line(
            "head -c 3000000 /dev/zero | $CUVETTE container run --rm -i host wc -c"
        )
        #expect(much.stdout == "3000000\n")
        #expect(
            try bench.line("$CUVETTE container run --rm host head -c 5000000 /dev/zero | wc -c")
                .stdout == "5000000\n"
        )
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `is run with descriptors that its starter has closed`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let input = try bench.line("$CUVETTE container run --rm -i host wc -c <&-")
        #expect(input.code == 0 && input.stdout == "0\n")
        let silent = try bench.line(
            "$CUVETTE container run -d --name one host sleep 60 <&- >&- 2>&-"
        )
        #expect(silent.code == 0)
        #expect(try bench.state("one", "Status") == "running")
        #expect(try bench.cuvette("container", "rm", "-f", "one").code == 0)
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `is let go of where nobody reads what it writes`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let run = "$CUVETTE container run -e E2E_MARK=\(bench.marker)"
        // Ends, although its command would not; as the first process it is killed only after its time.
        let left = try bench.line("\(run) --rm --stop-timeout 0 host yes | head -1")
        #expect(left.stdout == "y\n" && left.stderr == "")
        #expect(try bench.eventually { try bench.leftovers() == [] })
        let full = try bench.line("\(run) --name one host sh -c 'echo x; sleep 60' > /dev/full")
        #expect(full.code == 125)
        #expect(full.stderr.contains("No space left on device"))
        #expect(try bench.state("one", "Status") == "running")
        #expect(try bench.cuvette("container", "logs", "one").stdout == "x\n")
        #expect(try bench.line("$CUVETTE container ls > /dev/full").code == 125)
        try bench.cuvette("container", "rm", "-f", "one")
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `has no more input where its starter was killed`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let killed = "sleep 60 | $CUVETTE container run --name one -i host cat & pid=$!"
        _ = try bench.line(
            "\(killed); until $CUVETTE container exec one true 2>&-; do sleep 0.1; done; kill -9 $pid"
        )
        #expect(try bench.eventually { try bench.state("one", "Status") == "exited" })
        #expect(try bench.state("one", "ExitCode") == "0")
        try bench.cuvette("container", "rm", "one")
        // It may have been killed before its session was over.
        #expect(try bench.cuvette("gc").code == 0)
        let left = try bench.leftovers()
        #expect(left == [], "\(left)")
    }

    @Test(arguments: ContainerUser.present)
    func `is the only one of its name, also where several are made at once`(
        user: ContainerUser
    ) throws {
        let bench = try ContainerBench(user)
        let made = try bench.line(
            """
            for i in 1 2 3 4 5 6; do
              $CUVETTE container create --name one host true 2>&- && echo made &
            done | grep -c made
            """
        )
        #expect(made.stdout == "1\n")
        #expect(try bench.cuvette("container", "ls", "-aq").stdout.count == 13)
        #expect(try bench.run("--name", "one", "-v", "/mine", "host", "true").code == 125)
        #expect(try bench.cuvette("volume", "ls", "-q").stdout == "")
        #expect(try bench.cuvette("container", "rm", "one").code == 0)
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `shows its own processes and no others`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run("-d", "--name", "one", "host", "sh", "-c", "sleep 4711 & exec sleep 4712")
        for options in [[], ["aux"], ["-eo", "pid,args"]] {
            let shown = CuvetteRun(
                try bench.start(["container", "top", "one"] + options).wait(seconds: 60)
            ).stdout
            #expect(shown.split(separator: "\n").count == 3, "\(shown)")
            #expect(shown.contains("sleep 4711") && shown.contains("sleep 4712"), "\(shown)")
        }
        #expect(try bench.cuvette("container", "top", "one", "-o", "args").code == 1)
        try bench.cuvette("container", "rm", "-f", "one")
        #expect(try bench.leftovers() == [])
    }

    @Test func `takes what is written without a limit, and numbers below zero`() throws {
        let bench = try ContainerBench(.root)
        let all = [
            "--memory", "0", "--cpus", "0", "--pids-limit", "-1", "--stop-timeout", "-1",
            "--security-opt", "label=disable", "-h", "",
        ]
        let made = CuvetteRun(
            try bench.start(
                ["container", "run", "--rm"] + all + ["host", "sh", "-c", "echo ${#HOSTNAME}"]
            ).wait(seconds: 60)
        )
        #expect(made.stdout == "12\n", "\(made.stderr)")
        for wrong in [
            ["--memory", "1"], ["--cpus", "-1"], ["--cpus", "nan"], ["--tmpfs", "/t:foo"],
            ["--add-host", "a:b"], ["-p", "80-81:80"], ["-e", "=x"],
        ] {
            let refused = CuvetteRun(
                try bench.start(["container", "run", "--rm"] + wrong + ["host", "true"])
                    .wait(seconds: 60)
            )
            #expect(refused.code == 125 && refused.stderr.contains(wrong[1]), "\(refused.stderr)")
        }
        let bytes = try bench.line("$CUVETTE container run --rm host echo \"$(printf 'a\\377')\"")
        #expect(bytes.code == 125 && bytes.stderr.contains("is not UTF-8"))
        #expect(try bench.cuvette("container", "ls", "--filter", "status=on").code == 1)
        try bench.run("--name", "one", "host", "echo", "x")
        for (time, shown) in [("2026-01-31", "x\n"), ("2026-02-31", ""), ("2026-13-01", "")] {
            let logs = try bench.cuvette("container", "logs", "--since", time, "one")
            #expect(logs.stdout == shown && (logs.code == 0) == !shown.isEmpty, "\(time)")
        }
        #expect(try bench.cuvette("container", "rm", "one").code == 0)
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `is process 1, unless it wants an init`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        #expect(try bench.run("--rm", "host", "sh", "-c", "echo $$").stdout == "1\n")
        let below = try bench.run(
            "--rm",
            "--init",
            "host",
            "sh",
            "-c",
            "cat /proc/1/comm; kill -TERM $$; sleep 9"
        )
        #expect(below.stdout == "cuvette-reaper\n")
        #expect(below.code == 143)
    }

    @Test(arguments: ContainerUser.present)
    func `gets the signals that its starter gets`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let program = try bench.start([
            "container", "run", "--rm", "-e", "E2E_MARK=\(bench.marker)", "host", "sh", "-c",
            "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.05; done",
        ])
        try program.waitForOutput("ready")
        program.signal(SIGINT)
        let end = try program.wait()
        #expect(end.code == 9)
        #expect(end.stdout == "ready\ncaught\n")
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `is told of, kept from housekeeping and can be removed where its record is damaged`(
        user: ContainerUser
    ) throws {
        let bench = try ContainerBench(user)
        let made = try bench.run("-d", "--name", "one", "-v", "kept:/v", "host", "true")
        let id = String(made.stdout.dropLast())
        #expect(try bench.eventually { try bench.state("one", "Status") == "exited" })
        try bench.run("--name", "two", "host", "true")
        let life = "\(bench.store)/containers/\(id)/life.json"
        #expect(try bench.line("printf '{' > \(life)").code == 0)
        let list = try bench.cuvette("container", "ls", "-a")
        #expect(list.code == 0)
        #expect(list.stdout.contains("two"))
        #expect(list.stderr.contains("life.json is damaged: "), "\(list.stderr)")
        #expect(!list.stderr.contains("DecodingError"), "\(list.stderr)")
        #expect(list.stderr.contains("rm -f \(id.prefix(12))"), "\(list.stderr)")
        // What it uses nobody can tell.
        #expect(try bench.cuvette("volume", "rm", "kept").code != 0)
        #expect(try bench.cuvette("container", "rm", "one").code != 0)
        #expect(try bench.cuvette("container", "rm", "-f", "one").code == 0)
        #expect(try bench.cuvette("container", "ls", "-a").stderr == "")
        #expect(try bench.cuvette("volume", "rm", "kept").code == 0)
        #expect(try bench.run("--name", "one", "host", "true").code == 0)
    }

    @Test(arguments: ContainerUser.present)
    func `is gone when its monitor is killed, and says so`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let id = try bench.run("-d", "--name", "one", "host", "sleep", "100").stdout.dropLast()
        kill(try bench.monitor(of: String(id)), SIGKILL)
        let state = HostState(marker: bench.marker, store: bench.store, pids: [])
        #expect(try bench.eventually { state.processes().isEmpty })
        // The monitor's threads end one by one.
        #expect(try bench.eventually { try bench.state("one", "Status") == "exited" })
        #expect(try bench.state("one", "ExitCode") == "137")
        #expect(try bench.state("one", "Error").contains("monitor was killed"))
        #expect(try bench.cuvette("container", "start", "one").code == 0)
        #expect(try bench.state("one", "Status") == "running")
        kill(try bench.monitor(of: String(id)), SIGKILL)
        #expect(try bench.eventually { state.processes().isEmpty })
        #expect(try bench.cuvette("container", "prune").stdout == "\(id)\n")
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `is run again as its policy says`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run(
            "-d",
            "--name",
            "one",
            "--restart",
            "on-failure:2",
            "host",
            "sh",
            "-c",
            "echo x; exit 4"
        )
        #expect(try bench.cuvette("container", "wait", "one").stdout == "4\n")
        let log = try bench.cuvette("container", "logs", "one")
        #expect(log.stdout == "x\nx\nx\n", "\(log.stdout)\(log.stderr)")
        try bench.run("-d", "--name", "two", "--restart", "always", "host", "sh", "-c", "echo x")
        #expect(
            try bench.eventually { try bench.cuvette("container", "logs", "two").stdout.count > 4 }
        )
        #expect(try bench.cuvette("container", "stop", "two").code == 0)
        #expect(try bench.state("two", "Status") == "exited")
        #expect(try bench.run("--rm", "--restart", "always", "host", "true").code == 125)
    }

    @Test(arguments: ContainerUser.present)
    func `is looked after, and found well or not`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run(
            "-d",
            "--name",
            "one",
            "--health-cmd",
            "test -e /tmp/well",
            "--health-interval",
            "100ms",
            "--health-retries",
            "2",
            "host",
            "sleep",
            "60"
        )
        #expect(try bench.eventually { try bench.state("one", "Health") == "unhealthy" })
        try bench.cuvette("container", "exec", "one", "touch", "/tmp/well")
        #expect(try bench.eventually { try bench.state("one", "Health") == "healthy" })
        #expect(try bench.cuvette("container", "ls").stdout.contains("(healthy)"))
    }

    @Test func `stands still while it is paused`() throws {
        let bench = try ContainerBench(.root)
        try bench.run(
            "-d",
            "--name",
            "one",
            "host",
            "sh",
            "-c",
            "while :; do echo x; sleep 0.02; done"
        )
        #expect(try bench.cuvette("container", "pause", "one").code == 0)
        #expect(try bench.cuvette("container", "ls").stdout.contains("(Paused)"))
        // What it has written before may still be on its way into the log.
        #expect(
            try bench.eventually {
                let before = try bench.cuvette("container", "logs", "one").stdout
                usleep(200_000)
                return try bench.cuvette("container", "logs", "one").stdout == before
            }
        )
        #expect(try bench.cuvette("container", "unpause", "one").code == 0)
        #expect(try bench.cuvette("container", "unpause", "one").code == 1)
        #expect(try bench.cuvette("container", "kill", "one").code == 0)
        #expect(try bench.state("one", "ExitCode") == "137")
    }

    @Test func `is reached at the ports that it publishes, and shares its network`() throws {
        let bench = try ContainerBench(.root)
        let alone = try bench.run("--rm", "host", "ls", "/sys/class/net")
        #expect(alone.stdout == "lo\n")
        let made = try bench.run("-d", "--name", "one", "-p", "0:80", "host", "sleep", "60")
        #expect(made.code == 0, "\(made.stderr)")
        let port = try bench.cuvette("container", "port", "one").stdout
        #expect(port.hasPrefix("80/tcp -> 127.0.0.1:"))
        let only = try bench.cuvette("container", "port", "one", "80").stdout
        #expect("80/tcp -> " + only == port)
        let other = try bench.cuvette("container", "port", "one", "80/udp")
        #expect(other.code == 1 && other.stderr.contains("80/udp of one is not published"))
        let signal = try bench.cuvette("container", "kill", "-s", "NONE", "one")
        #expect(signal.code == 1 && signal.stderr == "error: there is no signal \"NONE\"\n")
        #expect(try bench.cuvette("container", "ls").stdout.contains("->80/tcp"))
        let shared = try bench.run(
            "--rm",
            "--network",
            "container:one",
            "host",
            "ls",
            "/sys/class/net"
        )
        #expect(shared.stdout == "eth0\nlo\n")
        let number = port.split(separator: ":").last.map { $0.dropLast() } ?? ""
        let second = try bench.run("-p", "\(number):80", "host", "true")
        #expect(second.code == 125)
        #expect(second.stderr.contains("in use"))
        #expect(try bench.run("--network", "host", "-p", "80", "host", "true").code == 125)
        #expect(try bench.run("--network", "shop", "host", "true").code == 125)
    }

    @Test func `is kept within its limits`() throws {
        let bench = try ContainerBench(.root)
        try bench.run(
            "-d",
            "--name",
            "one",
            "--memory",
            "64m",
            "--cpus",
            "0.5",
            "--pids-limit",
            "20",
            "--ulimit",
            "nofile=100:200",
            "host",
            "sleep",
            "60"
        )
        let limit = try bench.cuvette("container", "exec", "one", "sh", "-c", "ulimit -n").stdout
        #expect(limit == "100\n")
        #expect(
            try bench.cuvette("container", "stats", "--no-stream", "one").stdout.contains(
                "/ 64.0 MiB"
            )
        )
        #expect(try bench.cuvette("container", "update", "--memory", "128m", "one").code == 0)
        #expect(
            try bench.cuvette("container", "stats", "--no-stream", "one").stdout.contains(
                "/ 128.0 MiB"
            )
        )
        let bomb = try bench.cuvette(
            "container",
            "exec",
            "one",
            "sh",
            "-c",
            "for i in $(seq 40); do sleep 5 & done; wait"
        )
        #expect(bomb.code != 0)
        let greedy = try bench.run(
            "--name",
            "two",
            "--memory",
            "32m",
            "host",
            "sh",
            "-c",
            "head -c 200m /dev/zero | tail"
        )
        #expect(greedy.code != 0)
        #expect(try bench.state("two", "OOMKilled") == "1")
    }

    @Test(arguments: ContainerUser.present)
    func `is held to its memory, process by process where there is no cgroup`(
        user: ContainerUser
    ) throws {
        let bench = try ContainerBench(user)
        let greedy = "head -c 300m /dev/zero | tail > /dev/null"
        let end = try bench.run("--rm", "--memory", "64m", "host", "sh", "-c", greedy)
        #expect(end.code != 0)
        guard !end.stderr.contains("warning") else {
            #expect(end.stderr.contains("memory (a limit of each process instead)"))
            #expect(end.stderr.contains("memory exhausted"))
            try bench.run("-d", "--name", "one", "--memory", "64m", "host", "sleep", "60")
            let inside = try bench.cuvette("container", "exec", "one", "sh", "-c", "ulimit -d")
            #expect(inside.stdout == "65536\n")
            let pause = try bench.cuvette("container", "pause", "one")
            #expect(pause.code == 0 || pause.stderr.contains("has no control group that freezes"))
            return
        }
        #expect(end.code == 137)
    }

    @Test func `is not made where what it is to share does not exist`() throws {
        let bench = try ContainerBench(.root)
        for words in [["--volumes-from", "gone"], ["--network", "container:gone"]] {
            let end = try bench.run("--rm", words[0], words[1], "host", "true")
            #expect(end.code == 125, "\(end.stderr)")
        }
        #expect(try bench.leftovers() == [])
    }

    @Test func `ends, is told of and goes on a full disk, which makes room again`() throws {
        let bench = try ContainerBench(.root)
        let small = bench.folder + "/small"
        let mounted = try bench.line("mkdir \(small) && mount -t tmpfs -o size=3m none \(small)")
        try #require(mounted.code == 0, "\(mounted.stderr)")
        defer { _ = try? bench.line("umount \(small)") }
        let fill = "head -c 10m /dev/zero > /x 2>&-; exit 3"
        let store = ["--store", small + "/store"]
        func container(_ words: String...) throws -> CuvetteRun {
            CuvetteRun(
                try bench.start(["container", words[0]] + store + words.dropFirst()).wait(
                    seconds: 60
                )
            )
        }
        #expect(try container("run", "--name", "one", "host", "sh", "-c", fill).code == 3)
        let list = try container("ls", "-a")
        #expect(list.code == 0, "\(list.stderr)")
        #expect(list.stdout.contains("Exited (3)"))
        #expect(try container("rm", "one").code == 0)
        // The kernel gives the room back once the last of the container's mounts is gone.
        #expect(try bench.eventually { try container("run", "--rm", "host", "true").code == 0 })
        #expect(try container("run", "--rm", "host", "sh", "-c", fill).code == 3)
        #expect(try container("ls", "-aq").stdout == "")
        #expect(try bench.eventually { try container("run", "--rm", "host", "true").code == 0 })
    }

    @Test(arguments: ["container", "volume", "network"])
    func `is shown where another of its kind is not there`(kind: String) throws {
        let bench = try ContainerBench(.root)
        let words = kind == "container" ? ["create", "--name", "one", "host"] : ["create", "one"]
        let made = try bench.start([kind] + words).wait()
        #expect(made.code == 0, "\(made.stderr)")
        let shown = try bench.cuvette(kind, "inspect", "none", "one")
        #expect(shown.code == 1)
        #expect(shown.stderr.contains("there is no \(kind) \"none\""))
        #expect(shown.stdout.contains("\"one\""))
    }
}
