import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The exit code` {
    @Test func `is 0 where everything passed`() throws {
        let bench = try Workbench("a: {steps: [{run: echo hello}]}")
        let run = try bench.run()
        #expect(run.code == 0)
        #expect(try run.lines(of: "a/1") == ["hello"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is 1 where a step failed`() throws {
        let bench = try Workbench("a: {steps: [{run: exit 7}]}")
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.step("a/1")?["exit-code"] == "7")
    }

    @Test func `is 1 where a report has a failing test although the command returned 0`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: echo '<testsuite><testcase name="t"><failure message="no"/></testcase></testsuite>' > r.xml
                  reports: {junit: r.xml}
            """
        )
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.step("a/1")?["problem"].contains("1 of 1 test failed") == true)
    }

    @Test(arguments: [
        ["run", "--no-such-option"], ["run", "--commit", "no-such-revision"],
        ["run", "--pipeline", "no-such-file.yml"], ["run", "--job", "no-such-job"],
        ["run", "--jobs", "0"], ["run", "--var", "novalue"], ["nosuchcommand"],
        ["run", "--worktree", "--commit", "main"], ["logs", "77"], ["eval", "1 +"],
        ["run", "--repository", "/nonexistent"],
    ])
    func `is 2 where the command line is wrong`(arguments: [String]) throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let end = try bench.start(arguments).wait()
        #expect(end.code == 2, "\(end.stdout)\(end.stderr)")
        #expect(!end.stderr.isEmpty)
        #expect(bench.host.leftovers() == [])
    }

    @Test(arguments: [
        "jobs: [", "name: x\njobs: {a: {step: []}}", "nothing", "",
        "image: host\njobs:\n  a:\n    needs: b\n    steps: [{run: x}]\n  b:\n    needs: a\n    steps: [{run: x}]\n",
    ])
    func `is 2 where the pipeline file is wrong`(text: String) throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        try bench.repository.commit("wrong", ["cuvette.yml": text])
        let run = try bench.cuvette("run")
        #expect(run.code == 2)
        #expect(run.stderr.contains("cuvette.yml"))
        #expect(try bench.cuvette("check").code == 2)
    }

    @Test func `is 2 where there is no pipeline file`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        try bench.repository.git("rm", "--quiet", "cuvette.yml")
        try bench.repository.commit("none")
        #expect(try bench.cuvette("run").code == 2)
    }

    @Test func `is 2 where a secret is missing, and every missing one is named`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: 'true'}]}",
            top: "secrets: {ONE: {env: E2E_ONE}, TWO: {file: two.txt}, THREE: {prompt: Three}}"
        )
        let run = try bench.cuvette("run")
        #expect(run.code == 2)
        for name in ["ONE", "TWO", "THREE"] { #expect(run.stderr.contains("secret \(name)")) }
    }

    @Test func `is 3 where the init program is missing`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let alone = bench.folder + "/bin/cuvette"
        try FileManager.default.createDirectory(
            atPath: bench.folder + "/bin",
            withIntermediateDirectories: true
        )
        // By another process: a file that is being written here cannot be run while a child of another test holds it.
        let copier = try SpawnedProgram(
            ["/bin/cp", Probe.product("cuvette"), alone],
            environment: [:],
            directory: "/"
        )
        #expect(try copier.wait().code == 0)
        let end = try bench.start(["run"], program: alone).wait()
        #expect(end.code == 3)
        #expect(end.stderr.contains("cuvette-init"))
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is 3 where the store cannot be made`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let run = try bench.cuvette("run", environment: ["CUVETTE_STORE": "/dev/null/store"])
        #expect(run.code == 3)
        #expect(run.stderr.contains("/dev/null"))
        let long = bench.folder + "/" + String(repeating: "a", count: 150)
        #expect(try bench.cuvette("run", "--store", long).code == 3)
    }

    @Test func `is 4 where every job was skipped`() throws {
        let bench = try Workbench("a: {if: 'false', steps: [{run: 'true'}]}")
        #expect(try bench.run().code == 4)
    }

    @Test func `is 4 where a declared report is missing or stale`() throws {
        let bench = try Workbench(
            """
            missing:
              steps: [{run: 'true', reports: {junit: 'no/*.xml'}}]
            stale:
              steps: [{run: 'true', reports: {junit: old.xml}}]
            """,
            files: ["old.xml": "<testsuite><testcase name='t'/></testsuite>"]
        )
        let missing = try bench.run("--job", "missing")
        #expect(missing.code == 4)
        #expect(try missing.step("missing/1")?["problem"].contains("no report") == true)
        let stale = try bench.run("--job", "stale")
        #expect(stale.code == 4)
        #expect(try stale.step("stale/1")?["problem"].contains("stale") == true)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)])
    func `tells the signal that cancelled the run`(signal: Int32, code: Int) throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: echo begun; sleep 60
                - run: echo cleaned up
                  if: always()
                - run: echo never
            """
        )
        let program = try bench.start(["run", "--output", "json"])
        try program.waitForOutput("\"text\":\"begun\"")
        program.signal(signal)
        let run = CuvetteRun(try program.wait())
        #expect(Int(run.code) == code)
        #expect(run.signal == nil)
        #expect(try run.step("a/1")?["outcome"] == "cancelled")
        #expect(try run.lines(of: "a/2") == ["cleaned up"])
        #expect(try run.step("a/3")?["outcome"] == "skipped")
        #expect(try run.job("a")?["outcome"] == "cancelled")
        #expect(bench.host.leftovers() == [])
    }

    @Test func `comes at once after the second signal`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: \"trap 'echo told' TERM INT; echo begun; while :; do sleep 0.1; done\"}]}"
        )
        let program = try bench.start(["run", "--output", "json"])
        try program.waitForOutput("\"text\":\"begun\"")
        program.signal(SIGINT)
        try program.waitForOutput("\"text\":\"told\"")
        let again = ContinuousClock.now
        program.signal(SIGINT)
        let run = CuvetteRun(try program.wait())
        #expect(run.code == 130)
        // It would have had ten seconds.
        #expect(again.duration(to: .now) < .seconds(9))
        #expect(try run.step("a/1")?["outcome"] == "cancelled")
        #expect(bench.host.leftovers() == [])
    }
}
