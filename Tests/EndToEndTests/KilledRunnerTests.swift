import Foundation
import TestSupport
import Testing

@Suite(.needsRoot, .serialized) struct `A runner that is killed` {
    static let jobs = """
        writes:
          steps:
            - run: for i in $(seq 200); do echo $i > file-$i; done
            - run: ls | wc -l; sleep 0.1
            - run: rm file-*
        stubborn:
          steps:
            - run: trap '' TERM INT HUP; sleep 0.2
            - run: trap '' TERM INT HUP; sleep 0.2
        daemon:
          steps:
            - run: (setsid sleep 1000 > /dev/null 2>&1 &); sleep 0.1
            - run: (setsid sleep 1000 > /dev/null 2>&1 &); sleep 0.1
        loud:
          image:
            from: host
            setup: [{run: 'echo $RANDOM > /opt/made'}]
          steps:
            - run: seq 20000; sleep 0.1
            - run: seq 20000 >&2; exit 0
        """

    @Test func `leaves nothing, at whatever moment it dies`() throws {
        let bench = try Workbench(Self.jobs)
        let began = ContinuousClock.now
        let whole = try bench.run("--jobs", "4")
        #expect(whole.code == 0, "\(whole.stdout)")
        let duration = min(began.duration(to: .now), .seconds(1))
        for round in 0..<50 {
            // Every commit has files of its own, so that layers are being written at some of the moments.
            try bench.repository.commit("round \(round)", ["round/\(round)": "\(round)\n"])
            let program = try bench.start(["run", "--jobs", "4", "--quiet"])
            usleep(UInt32.random(in: 0...UInt32(duration / .microseconds(1))))
            program.signal(SIGKILL)
            _ = try program.wait()
            let died = ContinuousClock.now
            while !bench.host.processes().isEmpty, died.duration(to: .now) < .seconds(60) {
                usleep(10_000)
            }
            #expect(bench.host.processes() == [], "round \(round)")
            guard round % 5 == 4 else { continue }
            #expect(try bench.leftoversOfTheKilled() == [], "round \(round)")
            let checked = try bench.cuvette("gc", "--verify")
            #expect(checked.code == 0, "\(checked.stdout)\(checked.stderr)")
            #expect(checked.stdout.contains(", 0 damaged"))
        }
        #expect(try bench.run("--jobs", "4").code == 0)
        #expect(try bench.cuvette("runs").stdout.contains("interrupted"))
        #expect(bench.host.leftovers() == [])
    }
}
