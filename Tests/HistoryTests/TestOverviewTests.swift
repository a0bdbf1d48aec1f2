import Foundation
import History
import Images
import Pipelines
import Reports
import SystemPackage
import Testing

@Suite struct `An overview of tests` {
    private let folder = NSTemporaryDirectory() + "overview-\(UUID().uuidString.prefix(8))"
    private let history: HistoryStore

    init() throws {
        history = try HistoryStore(in: Store(at: FilePath(folder)))
    }

    private func overview(_ number: Int, base: Int? = nil) throws -> TestOverview {
        let run = try #require(try history.run(number))
        let base = try base.flatMap { try history.run($0) }.map { Base(run: $0, reason: .named) }
        return try OverviewMaker(history, of: run, base: base, now: run.began).overview()
    }

    private func row(_ name: String, in overview: TestOverview) throws -> TestOverview.Row {
        try #require(overview.rows.first { $0.result.name.name == name })
    }

    @Test func `tells what has changed since the base`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try history.insert(
            RunMaking.run(1, ["a": "p", "b": "f", "c": "f", "d": "p", "gone": "p", "e": "p"])
        )
        try history.insert(
            RunMaking.run(
                2,
                ["a": "f", "b": "f", "c": "p", "d": "s", "new": "p", "bad": "f", "e": "p"]
            )
        )
        let overview = try overview(2, base: 1)
        let expected: [String: Set<TestOverview.Change>] = [
            "a": [.newlyFailing], "b": [.stillFailing], "c": [.fixed], "d": [.newlySkipped],
            "gone": [.removed], "new": [.new], "bad": [.new, .newlyFailing], "e": [],
        ]
        for (name, changes) in expected {
            #expect(try row(name, in: overview).changes == changes, "\(name)")
        }
        #expect(overview.comparison?.hasShrunk == false)
        #expect(overview.rows.prefix(3).allSatisfy { $0.result.outcome.isFailing })
    }

    @Test func `raises an alarm where the suite shrank`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try history.insert(RunMaking.run(1, ["a": "p", "b": "p"]))
        try history.insert(RunMaking.run(2, ["a": "p"]))
        let comparison = try overview(2, base: 1).comparison
        #expect(comparison?.hasShrunk == true)
        #expect((comparison?.countBefore, comparison?.countNow) == (2, 1))
    }

    @Test func `does not call tests removed whose step did not run`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var whole = RunMaking.run(1, ["a": "p"])
        whole.jobs += RunMaking.run(1, ["x": "p", "y": "p"], scope: "lint").jobs
        try history.insert(whole)
        try history.insert(RunMaking.run(2, ["a": "p"]))
        let comparison = try overview(2, base: 1).comparison
        #expect(comparison?.removed.isEmpty == true)
        #expect(comparison?.hasShrunk == false)
    }

    @Test func `notices a missing shard, and takes nothing for removed then`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func shards(_ number: Int, _ indices: [Int]) -> RunRecord {
            var run = RunMaking.run(number, [:])
            run.jobs = indices.flatMap { index in
                RunMaking.run(number, ["t\(index)": "p"]).jobs.map { job in
                    var job = job
                    job.shard = ShardPlace(index: index, total: 3)
                    return job
                }
            }
            return run
        }
        try history.insert(shards(1, [1, 2, 3]))
        try history.insert(shards(2, [1, 3]))
        let overview = try overview(2, base: 1)
        #expect(overview.missingShards == ["2 of 3 of test"])
        #expect(overview.comparison?.removed.isEmpty == true)
        #expect(overview.comparison?.hasShrunk == false)
    }

    @Test func `finds the run with which a failure began`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for number in 1...150 {
            let tests: [String: Character] = [
                "old": number < 3 ? "p" : "f", "young": number < 149 ? "p" : "f", "always": "f",
                "fine": "p", "fine too": "p",
            ]
            try history.insert(RunMaking.run(number, tests, input: "\(number)"))
        }
        let overview = try overview(150)
        #expect(try row("old", in: overview).failingSince?.number == 3)
        #expect(try row("old", in: overview).sinceIsCertain)
        #expect(try row("young", in: overview).failingSince?.number == 149)
        #expect(try row("always", in: overview).failingSince?.number == 1)
        #expect(try row("always", in: overview).sinceIsCertain == false)
        #expect(try row("fine", in: overview).failingSince == nil)
        #expect(try row("old", in: overview).judgement.state == .broken)
        #expect(try row("fine", in: overview).past.sightings.count == TestOverview.stripLength)
    }

    @Test func `leaves runs out that failed as a whole`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = ["a", "b", "c", "d", "e", "f"]
        func run(_ number: Int, _ sign: Character) -> RunRecord {
            RunMaking.run(number, Dictionary(uniqueKeysWithValues: names.map { ($0, sign) }))
        }
        for (number, sign) in [(1, "p"), (2, "f"), (3, "p")] as [(Int, Character)] {
            try history.insert(run(number, sign))
        }
        #expect(try history.run(2)?.isVoid == true)
        let overview = try overview(3)
        #expect(overview.rows.allSatisfy { $0.judgement.state == .healthy })
    }

    @Test func `keeps the cells of a matrix apart`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var run = RunMaking.run(1, ["a": "p"], variant: #"{"os":"one"}"#)
        run.jobs += RunMaking.run(1, ["a": "f"], variant: #"{"os":"two"}"#).jobs
        try history.insert(run)
        let rows = try overview(1).rows
        #expect(rows.map(\.result.key.variant) == [#"{"os":"two"}"#, #"{"os":"one"}"#])
        #expect(Set(rows.map(\.result.name.id)).count == 1)
    }
}
