import Foundation
import TestSupport
import Testing

/// Two jobs share a volume; one swaps a folder and a link to the host in it while the other's mounts are made there.
@Suite(.needsRoot, .serialized) struct `A step that races with the mounts of another` {
    @Test(arguments: Runner.available)
    func `does not make them on the host`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let steps = String(
            repeating: "    - {command: [/probe, ls, /v/a], continue-on-error: true}\n",
            count: 60
        )
        let run = try bench.run(
            """
            attacker:
              caches: [{name: shared, path: /v}]
              timeout: 10s
              steps: [{command: [/probe, swap, /v, "\(bench.watch.canary)"], continue-on-error: true}]
            victim:
              caches: [{name: shared, path: /v}, {name: inner, path: /v/a}, {name: deep, path: /v/a/x/y}]
              steps:
            \(steps)
            """,
            seconds: 300
        )
        let ended = try run.events().filter {
            $0["type"] == "step-ended" && $0["job"] == "victim"
        }
        #expect(ended.count > 0, "\(run.stdout)\(run.stderr)")
        bench.expectUnharmed()
    }
}
