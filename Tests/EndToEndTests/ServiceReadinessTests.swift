import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A service that is waited for` {
    @Test func `is ready once a command in its container succeeds`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                s:
                  env: {WORD: seen}
                  command: [sh, -c, 'sleep 0.3; touch /tmp/ready; exec sleep 60']
                  ready: {command: [sh, -c, 'test "$WORD" = seen && test -e /tmp/ready && test $(cat /proc/1/comm) = cuvette-init']}
              steps: [{run: 'true'}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        let ready = try #require(try run.service("a/s", "service-ready").first)
        #expect(Double(ready["after"]) ?? 0 > 0.3)
        #expect(bench.host.leftovers() == [])
    }

    @Test(arguments: [
        ("{tcp: 7001, timeout: 3s}", "nobody accepted connections at port 7001"),
        ("{log: hooray, timeout: 3s}", "no line of its output held \"hooray\""),
        ("{command: [sh, -c, echo not yet; exit 3], timeout: 3s}", "its command failed: not yet"),
        (
            "{command: [sh, -c, exit 3], timeout: 3s}",
            "its command failed: it ended with exit code 3"
        ),
        ("{command: [sleep, '60'], timeout: 3s}", "its command never ended"),
        ("{command: [no-such-program], timeout: 3s}", "No such file"),
    ])
    func `fails the job where it never gets ready, with the reason and its last lines`(
        ready: String,
        reason: String
    ) throws {
        let bench = try Workbench(
            """
            a:
              services:
                s: {command: [sh, -c, echo its last words; exec sleep 60], env: {MARK}, ready: \(ready)}
                other: {command: [sleep, '60'], env: {MARK}, ready: {log: never, timeout: 1h}}
              steps: [{run: echo step}]
            b: {steps: [{run: echo b}]}
            """
        )
        let run = try bench.run()
        #expect(run.code == 1, "\(run.stdout)\(run.stderr)")
        let problem = try run.job("a")?["problem"] ?? ""
        #expect(problem.contains("service \"s\": it was not ready within 3s"), "\(problem)")
        #expect(problem.contains(reason), "\(problem)")
        #expect(try run.step("a/1") == nil)
        #expect(try run.lines(of: "b/1") == ["b"])
        #expect(bench.host.leftovers() == [])
        let report = bench.folder + "/junit.xml"
        let quiet = try bench.cuvette("run", "--quiet", "--job", "a", "--junit", report)
        #expect(quiet.code == 1)
        #expect(quiet.stdout.contains("  its last words\n"), "\(quiet.stdout)")
        let cases = try String(contentsOfFile: report, encoding: .utf8)
        #expect(cases.contains("errors=\"1\"") && cases.contains("its last words"), "\(cases)")
    }

    @Test(arguments: [
        ("[sh, -c, exit 5]", "it ended with exit code 5 before it was ready"),
        ("[sh, -c, kill -9 $$]", "signal 9"), ("[no-such-program]", "No such file or directory"),
    ])
    func `fails the job at once where it ends before`(command: String, reason: String) throws {
        let bench = try Workbench(
            """
            a:
              services: {s: {command: \(command), ready: {tcp: 7001}}}
              steps: [{run: echo step}]
            """
        )
        let began = ContinuousClock.now
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.job("a")?["problem"].contains(reason) == true, "\(run.stdout)")
        #expect(began.duration(to: .now) < .seconds(50))
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is told when it ends, and the job goes on`() throws {
        let bench = try Workbench(
            """
            a:
              services: {s: {command: [sh, -c, echo short; exit 4]}}
              steps: [{run: sleep 0.3}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0)
        let end = try #require(try run.service("a/s", "service-ended").first)
        #expect(end["exit-code"] == "4" && end["stopped"] == "false")
        let plain = try bench.cuvette("run")
        #expect(plain.stdout.contains("a/service:s: it ended with exit code 4"), "\(plain.stdout)")
    }

    @Test func `is started again after a crash, with what it had written`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                s:
                  env: {MARK}
                  restart: on-failure
                  command: [sh, -c, 'echo x >> /tmp/starts; test $(wc -l < /tmp/starts) -ge 3 || exit 1; echo third; exec sleep 60']
                  ready: {log: third}
                done: {restart: on-failure, command: ['true']}
                again: {restart: always, command: ['true']}
              steps: [{run: 'true'}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        #expect(
            try run.service("a/s", "service-began").map { $0["restarts"] } == ["0", "1", "2"]
        )
        let ends = try run.service("a/s", "service-ended").map { $0["restarts-in"] }
        #expect(ends == ["0.1", "0.2", ""])
        #expect(try run.service("a/done", "service-began").count == 1)
        #expect(try run.service("a/again", "service-began").count > 1)
        #expect(bench.host.leftovers() == [])
    }
}
