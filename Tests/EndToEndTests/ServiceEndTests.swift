import Foundation
import TestSupport
import Testing

@Suite(.needsRoot, .serialized) struct `The end of a job with services` {
    private static let jobs = """
        a:
          services:
            deaf: {command: [sh, -c, 'trap "" TERM INT; echo up; while :; do sleep 1; done'], env: {MARK}, ready: {log: up}}
            polite: {command: [sh, -c, 'trap "echo thanks; exit 0" TERM; echo up; while :; do sleep 0.1; done'], env: {MARK}, ready: {log: up}}
          steps:
            - run: echo runs; sleep 30
            - {if: always(), run: echo last}
        """

    @Test func `lets services end by themselves`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                polite: {command: [sh, -c, 'trap "echo thanks; exit 0" TERM; echo up; while :; do sleep 0.1; done'], env: {MARK}, ready: {log: up}}
              steps: [{run: 'true'}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0)
        let log = bench.kept("jobs/a/service-polite.log") ?? Data()
        #expect(String(decoding: log, as: UTF8.self).contains("thanks\n"))
        #expect(try run.service("a/polite", "service-ended").map { $0["exit-code"] } == ["0"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is at once where it was asked for twice`() throws {
        let bench = try Workbench(Self.jobs)
        let program = try bench.start(["run", "--output", "json"])
        try program.waitForOutput("\"text\":\"runs\"")
        program.signal(SIGINT)
        // The step that runs always still has its services.
        try program.waitForOutput("\"text\":\"last\"")
        usleep(200_000)
        let again = ContinuousClock.now
        program.signal(SIGINT)
        let end = try program.wait()
        #expect(end.code == 130)
        // The deaf one would have had ten seconds.
        #expect(again.duration(to: .now) < .seconds(9))
        #expect(bench.host.leftovers() == [])
    }

    @Test func `comes before its services are ready where it is asked for then`() throws {
        let bench = try Workbench(
            """
            a:
              services: {s: {command: [sh, -c, echo up; exec sleep 60], env: {MARK}, ready: {log: never}}}
              steps: [{run: 'true'}]
            """
        )
        let program = try bench.start(["run", "--output", "json"])
        try program.waitForOutput("\"text\":\"up\"")
        program.signal(SIGINT)
        let end = try program.wait()
        #expect(end.code == 130, "\(end.stdout)")
        #expect(end.stdout.contains("\"outcome\":\"cancelled\""))
        #expect(bench.host.leftovers() == [])
    }

    @Test func `comes when its time is up, with the services it waits for`() throws {
        let bench = try Workbench(
            """
            a:
              timeout: 5s
              services: {s: {command: [sleep, '60'], env: {MARK}, ready: {log: never, timeout: 1h}}}
              steps: [{run: 'true'}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 1, "\(run.stdout)")
        #expect(try run.job("a")?["problem"].contains("when the job's time was up") == true)
        #expect(bench.host.leftovers() == [])
    }

    @Test func `leaves nothing where the runner is killed`() throws {
        let bench = try Workbench(Self.jobs)
        for round in 0..<6 {
            let program = try bench.start(["run", "--output", "json"])
            if round < 3 {
                try program.waitForOutput("\"text\":\"runs\"")
            } else {
                usleep(UInt32.random(in: 0...150_000))
            }
            program.signal(SIGKILL)
            _ = try program.wait()
            let died = ContinuousClock.now
            while !bench.host.processes().isEmpty, died.duration(to: .now) < .seconds(60) {
                usleep(10_000)
            }
            #expect(bench.host.processes() == [], "round \(round)")
        }
        #expect(try bench.leftoversOfTheKilled() == [])
        #expect(try bench.cuvette("gc", "--verify").code == 0)
    }
}
