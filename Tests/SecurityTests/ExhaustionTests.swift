import Foundation
import TestSupport
import Testing

@Suite(.needsRoot, .serialized) struct `A step that uses up what there is` {
    @Test func `cannot use up the files of the host by way of its devices`() throws {
        let bench = try AttackBench()
        let run = try bench.run(
            """
            a:
              resources: {memory: 64MiB, pids: 50}
              steps:
                - {command: [/probe, exhaust-files, /dev], continue-on-error: true, timeout: 60s}
                - {command: [/probe, exhaust-files, /dev/shm], continue-on-error: true, timeout: 60s}
                - {command: [/probe, exhaust-descriptors], continue-on-error: true, timeout: 60s}
            """
        )
        #expect(run.code == 0, "\(run.stdout)")
        for step in 1...3 {
            #expect(try run.lines(of: "a/\(step)").allSatisfy { !$0.hasSuffix("allowed") })
        }
        bench.expectUnharmed()
    }

    @Test func `is stopped where it fills the disk with empty files`() throws {
        let bench = try AttackBench()
        let run = try bench.run(
            """
            a:
              resources: {disk: 8MiB}
              steps: [{command: [/probe, exhaust-files, /tmp], timeout: 200s}]
            """
        )
        #expect(run.code == 1, "\(run.stdout)")
        #expect(try run.step("a/1")?["cause"] == "diskLimit")
    }
}
