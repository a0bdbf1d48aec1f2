import Glibc
import History
import Images
import Reports
import SystemPackage

/// Questions to a history of five million test results.
struct HistorySection: Section {
    static let key = "t"
    static let title = "A history of 10 000 runs of 500 tests"
    static let needsRoot = false

    private static let runs = 10_000
    private static let rounds = 20

    private let workshop: Workshop

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
    }

    func run() throws -> [Comparison] {
        let store = try Store(at: try workshop.folder("history"))
        let history = try HistoryStore(in: store)
        var writing = Series("one more run is written")
        let past = GeneratedPast()
        for number in 1...Self.runs {
            try workshop.check()
            if number % 100 == 0 { workshop.progress("\(number) of \(Self.runs) runs") }
            let record = past.run(number)
            let time = try Self.milliseconds { try history.insert(record) }
            if number > Self.runs - 200 { writing.add(time) }
        }
        return [try questions(to: history, in: store, writing), size(of: store)]
    }

    private func questions(to history: HistoryStore, in store: Store, _ writing: Series) throws
        -> Comparison
    {
        let run = try history.run(Self.runs)
        guard let run, let earlier = try history.run(Self.runs - 1) else {
            return Comparison("", unit: "")
        }
        let base = Base(run: earlier, reason: .named)
        let id = try history.suite(of: run.number).results.first?.name.id ?? ""
        let commits = (0..<500).map { GeneratedPast.commit(Self.runs - $0) }
        let questions: [(String, () throws -> Void)] = [
            ("the history is opened", { _ = try HistoryStore(in: store) }),
            (
                "cuvette tests: all tests of a run, compared, judged",
                { _ = try OverviewMaker(history, of: run, base: base, now: run.began).overview() }
            ),
            (
                "cuvette tests --test: all about one test",
                { _ = try history.biography(of: id, upTo: run, now: run.began) }
            ),
            (
                "what a run ends with: comparison with its base",
                {
                    let head = try history.suite(of: run.number)
                    _ = SuiteComparison(head, with: try history.suite(of: earlier.number))
                }
            ),
            ("the base among 500 commits", { _ = try history.base(for: run, among: commits) }),
            (
                "cuvette split: times of all files",
                { _ = try history.timings(ofFile: run.line.file) }
            ),
        ]
        var comparison = Comparison("Questions to it", unit: "ms")
        for (name, question) in questions {
            var series = Series(name)
            for _ in 0..<(workshop.rounds ?? Self.rounds) {
                series.add(try Self.milliseconds(question))
            }
            comparison.series.append(series)
            comparison.expect("under 100 ms", name, below: 100)
        }
        comparison.series.append(writing)
        return comparison
    }

    private func size(of store: Store) -> Comparison {
        var status = stat()
        let path = store.path.appending(HistoryStore.fileName).string
        var series = Series("history.sqlite")
        series.add(stat(path, &status) == 0 ? Double(status.st_size) / 1_048_576 : .nan)
        var comparison = Comparison("Its size", unit: "MiB")
        comparison.series = [series]
        return comparison
    }

    private static func milliseconds(_ work: () throws -> Void) rethrows -> Double {
        let time = try ContinuousClock().measure(work)
        return time / .milliseconds(1)
    }
}
