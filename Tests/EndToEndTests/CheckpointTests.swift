import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The checkpoint of a job` {
    private static let jobs = """
        test:
          resources: {memory: 512MiB}
          steps:
            - {id: make, run: 'echo made > made; echo "word=${{ secrets.token }}" >> $CUVETTE_OUTPUT; echo A=b >> $CUVETTE_ENV'}
            - {name: check, env: {TOKEN: '${{ secrets.token }}', WORD: '${{ steps.make.outputs.word }}'}, run: exit 3}
            - {run: 'echo after $A'}
        other: {steps: [{run: 'true'}]}
        """
    private let bench: Workbench

    init() throws {
        bench = try Workbench(Self.jobs, top: "secrets: {token: {env: THE_TOKEN}}")
    }

    private func checkpoint(run: Int) throws -> [String: Any] {
        let data = try #require(bench.kept("jobs/test/checkpoint.json", run: run))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func steps(run: Int) throws -> [[String: Any]] {
        try #require(try checkpoint(run: run)["steps"] as? [[String: Any]])
    }

    @Test func `holds each step with its layers and its end, and no secret`() throws {
        let run = try bench.run(environment: ["THE_TOKEN": "sup3rs3cret"])
        #expect(run.code == 1, "\(run.stderr)")
        let steps = try steps(run: 1)
        #expect(steps.map { $0["label"] as? String } == ["make", "2", "3"])
        #expect(steps.map { $0["layer"] as? String } == ["01", "02", nil])
        let result = try #require(steps[1]["result"] as? [String: Any])
        #expect(result["exitCode"] as? Int == 3)
        // What would have come next can be gone on with by hand.
        let next = try #require(steps[2]["command"] as? [String: Any])
        #expect(next["script"] as? String == "echo after $A")
        let text = try #require(bench.kept("jobs/test/checkpoint.json"))
        #expect(!String(decoding: text, as: UTF8.self).contains("sup3rs3cret"))
        #expect(bench.kept("pipeline.yml") != nil)
        #expect(bench.kept("jobs/other/checkpoint.json") == nil)
    }

    @Test func `is made of jobs that pass where that is asked for`() throws {
        let run = try bench.run(
            "--keep",
            "--job",
            "other",
            environment: ["THE_TOKEN": "sup3rs3cret"]
        )
        #expect(run.code == 0, "\(run.stderr)")
        #expect(bench.kept("jobs/other/checkpoint.json") != nil)
    }

    @Test func `stays with its layers while the run is pinned`() throws {
        _ = try bench.run(environment: ["THE_TOKEN": "sup3rs3cret"])
        try Data().write(to: URL(fileURLWithPath: bench.store + "/runs/1/pinned"))
        #expect(try bench.cuvette("gc", "--keep-failed", "0", "--keep-runs", "0").code == 0)
        let layers = bench.store + "/runs/1/jobs/test/layers/01/upper/workspace/made"
        #expect(FileManager.default.fileExists(atPath: layers))
        #expect(try bench.snapshots().contains { $0.hasPrefix("tree-") })
        try FileManager.default.removeItem(atPath: bench.store + "/runs/1/pinned")
        #expect(try bench.cuvette("gc", "--keep-failed", "0").code == 0)
        // The last red run of its branch stays, without its layers.
        #expect(FileManager.default.fileExists(atPath: bench.store + "/runs/1/run.json"))
        #expect(!FileManager.default.fileExists(atPath: layers))
    }
}
