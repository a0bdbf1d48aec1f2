import Foundation
import TestSupport
import Testing

/// The user that has no name in the tests' tables of subordinate ids: its steps have a single user id.
private let nobody = "65534"

@Suite(
    .needsRoot,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
        "needs setpriv (util-linux) to become an ordinary user"
    ),
    .enabled(
        if: (try? String(contentsOfFile: "/proc/sys/user/max_user_namespaces", encoding: .utf8))
            != "0\n",
        "needs user namespaces"
    )
)
struct `An ordinary user` {
    private let bench: Workbench

    init() throws {
        bench = try Workbench(
            """
            build:
              outputs: {word: '${{ steps.say.outputs.word }}'}
              steps:
                - {run: id -u; hostname; ls /sys/class/net; git status --porcelain; echo made > file}
                - {id: say, run: cat file; echo word=hello >> $CUVETTE_OUTPUT}
                - {run: 'echo x > /usr/bin/x', continue-on-error: true}
                - {run: exit 7}
            limited: {resources: {memory: 1GiB}, steps: [{run: 'true'}]}
            greedy:
              resources: {memory: 64MiB}
              steps: [{run: head -c 300000000 /dev/zero | tail -c 200000000 | wc -c}]
            """
        )
        // The package's own folder need not be open to others.
        // Copied by another process: what this one has open for writing, a program that another test starts at that
        // moment has open too, and the copy would be "Text file busy".
        let copier = try SpawnedProgram(
            ["/bin/cp", Probe.product("cuvette"), Probe.product("cuvette-init"), bench.folder],
            environment: [:],
            directory: "/"
        )
        #expect(try copier.wait().code == 0)
        let owner = try SpawnedProgram(
            ["/bin/chown", "-R", "\(nobody):\(nobody)", bench.folder],
            environment: [:],
            directory: "/"
        )
        #expect(try owner.wait().code == 0)
    }

    private func cuvette(_ arguments: String...) throws -> CuvetteRun {
        let command = ["/usr/bin/setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups"]
        let program = try SpawnedProgram(
            command + ["\(bench.folder)/cuvette"] + arguments,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": bench.folder, "CUVETTE_STORE": bench.store,
            ],
            directory: bench.repository.path
        )
        return CuvetteRun(try program.wait())
    }

    @Test func `runs steps that are root inside, see themselves alone and hand on what they write`()
        throws
    {
        let run = try cuvette("run", "--output", "json", "--job", "build")
        #expect(run.code == 1, "\(run.stderr)\(run.stdout)")
        #expect(try run.lines(of: "build/1") == ["0", "cuvette", "lo"])
        #expect(try run.lines(of: "build/say") == ["made"])
        #expect(try run.step("build/3")?["outcome"] == "failure")
        #expect(try run.step("build/4")?["exit-code"] == "7")
    }

    @Test func `enters, reproduces, compares and resumes a step that failed`() throws {
        #expect(try cuvette("run", "--output", "json", "--job", "build").code == 1)
        let shell = try cuvette("shell", "--", "cat", "file")
        #expect(shell.stdout == "made\n", "\(shell.stderr)")
        let again = try cuvette("reproduce", "--times", "2")
        #expect(again.code == 0, "\(again.stdout)\(again.stderr)")
        #expect(again.stdout.contains("reproduced (2 of 2)"))
        let changes = try cuvette("diff", "1/build/1")
        #expect(changes.stdout == "A  /workspace/file  -rw-r--r-- 0:0 5 B\n", "\(changes.stderr)")
        let resumed = try cuvette(
            "run",
            "--output",
            "json",
            "--job",
            "build",
            "--resume",
            "last",
            "--from",
            "build/say"
        )
        #expect(try resumed.step("build/1") == nil, "\(resumed.stderr)")
        #expect(try resumed.lines(of: "build/say") == ["made"])
        #expect(try resumed.step("build/4")?["exit-code"] == "7")
    }

    @Test func `is told what is not enforced, and leaves nothing behind`() throws {
        let run = try cuvette("run", "--output", "json", "--job", "limited")
        #expect(run.code == 0, "\(run.stderr)")
        #expect(run.stdout.contains(#""unenforced":["memory"]"#))
        #expect(try cuvette("gc", "--verify").code == 0)
        let sessions = try FileManager.default.contentsOfDirectory(
            atPath: bench.store + "/sessions"
        )
        #expect(sessions.isEmpty)
    }

    @Test func `is held to its memory process by process where there is no cgroup`() throws {
        let run = try cuvette("run", "--output", "json", "--job", "greedy")
        #expect(run.stdout.contains(#""instead":"RLIMIT_DATA of each process""#))
        #expect(try run.lines(of: "greedy/1").joined().contains("memory exhausted"))
        let plain = try cuvette("run", "--job", "greedy")
        #expect(
            plain.stdout.contains(
                "not enforced on this host: memory (a limit of each process instead)"
            )
        )
    }

    @Test func `is told by the doctor what its host lacks`() throws {
        let run = try cuvette("doctor")
        #expect(run.stdout.contains("ordinary user \(nobody)"))
        #expect(run.stdout.contains("subordinate ids"))
    }
}
