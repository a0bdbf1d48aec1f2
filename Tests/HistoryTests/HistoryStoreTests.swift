import Foundation
import History
import Images
import Reports
import SystemPackage
import Testing

@Suite struct `A history` {
    private let folder = NSTemporaryDirectory() + "history-\(UUID().uuidString.prefix(8))"
    private let store: Store

    init() throws {
        store = try Store(at: FilePath(folder))
    }

    private var file: String { "\(folder)/history.sqlite" }

    @Test func `remembers runs and their tests over processes`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try HistoryStore(in: store).insert(RunMaking.run(7, ["a": "p", "b": "f", "c": "s"]))
        let history = try HistoryStore(in: store)
        let run = try #require(try history.lastTestedRun())
        #expect(run.number == 7)
        #expect((run.tests, run.failed) == (3, 1))
        let suite = try history.suite(of: 7)
        #expect(suite.results.map(\.name.name) == ["a", "b", "c"])
        #expect(suite.results.map(\.outcome) == [.passed, .failed, .skipped])
        #expect(suite.results[1].failure?.message == "b broke")
        #expect(suite.results[0].duration == .milliseconds(250))
    }

    @Test func `replaces a run of the same number`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let history = try HistoryStore(in: store)
        try history.insert(RunMaking.run(1, ["a": "p", "b": "f"]))
        try history.insert(RunMaking.run(1, ["a": "f"]))
        #expect(try history.suite(of: 1).results.map(\.outcome) == [.failed])
    }

    @Test func `takes writers in several places at once`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { [store] in
                    for number in 1...5 {
                        let history = try HistoryStore(in: store)
                        try history.insert(RunMaking.run(writer * 10 + number, ["a": "p"]))
                        _ = try history.suite(of: 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        let line = RunLine(file: "cuvette.yml", branch: "main")
        let runs = try HistoryStore(in: store).runs(of: line, upTo: 1000, limit: 1000)
        #expect(runs.count == 40)
    }

    @Test func `says what to do with a file that is no history`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: file))
        let error = try #require(throws: HistoryError.self) { try HistoryStore(in: store) }
        #expect(error.description.contains("cuvette history rebuild"))
        #expect(try HistoryStore.rebuild(in: store) == 0)
        try HistoryStore(in: store).insert(RunMaking.run(1, ["a": "p"]))
        #expect(try HistoryStore.rebuild(in: store) == 0)
        #expect(try HistoryStore(in: store).lastTestedRun() == nil)
        #expect(FileManager.default.fileExists(atPath: file + ".old"))
    }

    @Test func `finds tests by the beginning of their id`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let history = try HistoryStore(in: store)
        try history.insert(RunMaking.run(1, ["a": "p"]))
        try history.insert(RunMaking.run(2, ["a": "f"]))
        let run = try #require(try history.run(2))
        let id = try #require(try history.suite(of: 2).results.first?.name.id)
        let found = try history.biography(of: String(id.prefix(8)), upTo: run, now: 0)
        #expect(found.map(\.name.name) == ["a"])
        #expect(found[0].chapters.map(\.outcome) == [.failed, .passed])
        #expect(found[0].judgement.state == .suspect)
        #expect(found[0].lastFailure == "a broke")
        #expect(throws: HistoryError.self) {
            try history.biography(of: "t:000000", upTo: run, now: 0)
        }
        #expect(throws: HistoryError.self) {
            try history.biography(of: "a'; DROP TABLE run", upTo: run, now: 0)
        }
    }

    @Test func `chooses the last green run of the merge base, else the nearest ancestor`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let history = try HistoryStore(in: store)
        try history.insert(RunMaking.run(1, ["a": "p"], sha: "c"))
        try history.insert(RunMaking.run(2, ["a": "p"], sha: "b"))
        try history.insert(RunMaking.run(3, ["a": "f"], sha: "b"))
        try history.insert(RunMaking.run(4, ["a": "f"], sha: "d"))
        let head = try #require(try history.run(4))
        func base(_ commits: Character...) throws -> Base? {
            try history.base(for: head, among: commits.map { String(repeating: $0, count: 40) })
        }
        #expect(try base("b", "c")?.run.number == 2)
        #expect(try base("b", "c")?.reason == .greenAtMergeBase)
        #expect(try base("e", "c")?.reason == .ancestor(distance: 1))
        #expect(try base("d") == nil)
        #expect(try base() == nil)
    }
}

@Suite struct `A history that is trimmed` {
    @Test func `forgets the oldest runs, but not the last of each outcome`() throws {
        let folder = NSTemporaryDirectory() + "trim-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let history = try HistoryStore(in: Store(at: FilePath(folder)))
        for number in 1...6 {
            try history.insert(RunMaking.run(number, ["a": number == 2 ? "f" : "p"]))
        }
        #expect(try history.trim(to: 2, isDry: true) == 3)
        #expect(try history.run(1) != nil)
        #expect(try history.trim(to: 2) == 3)
        let line = RunLine(file: "cuvette.yml", branch: "main")
        #expect(try history.runs(of: line, upTo: 9, limit: 9).map(\.number) == [6, 5, 2])
        #expect(try history.suite(of: 2).results.count == 1)
    }
}
