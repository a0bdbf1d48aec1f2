import Execution
import Testing

@Suite struct `The keeping of runs` {
    private let day: Int64 = 86_400

    /// Runs a day apart, the latest first and today: `s` passed, `f` failed, `c` cancelled; upper case on another branch.
    private func runs(_ text: String) -> [RecordedRun] {
        text.enumerated().map { place, sign in
            let outcome =
                sign.lowercased() == "s"
                ? "success" : sign.lowercased() == "f" ? "failure" : "cancelled"
            return RecordedRun(
                number: text.count - place,
                endedAt: Int64(100 - place) * day,
                outcome: outcome,
                line: ["cuvette.yml", sign.isUppercase ? "other" : "main"],
                bytes: 10
            )
        }
    }

    private func gone(_ text: String, _ change: (inout KeepRules) -> Void) -> [Int] {
        var rules = KeepRules()
        change(&rules)
        return RecordedRun.surplus(of: runs(text), by: rules, now: 100 * day).map(\.number)
    }

    @Test func `is bound by number`() {
        #expect(gone("sssss") { $0.runs = 3 } == [2, 1])
        #expect(gone("sssss") { _ in } == [])
    }

    @Test func `leaves the last green and the last red run of every branch`() {
        #expect(gone("ssfsf") { $0.runs = 1 } == [4, 2, 1])
        #expect(gone("sssFS") { $0.runs = 1 } == [4, 3])
        #expect(gone("cccs") { $0.runs = 0 } == [3, 2])
    }

    @Test func `is bound by age and by size`() {
        #expect(gone("sssss") { $0.runAge = .seconds(2 * day) } == [2, 1])
        #expect(gone("sssss") { $0.runBytes = 30 } == [2, 1])
    }

    @Test func `leaves pinned runs, and no killed ones`() {
        var runs = runs("ssss")
        runs[2].isPinned = true
        runs[3].endedAt = nil
        var rules = KeepRules()
        rules.runs = 1
        #expect(RecordedRun.surplus(of: runs, by: rules, now: 0).map(\.number) == [3, 1])
    }
}
