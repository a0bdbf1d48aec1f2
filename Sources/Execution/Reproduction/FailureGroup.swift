import Reports

/// What a failure is known by: how the command ended, which tests failed, and what its last lines complained of.
///
/// Two failures are the same where the command ended alike and either the same tests failed or, without test reports, at
/// least half of the lines that speak of a failure are the same. Numbers, dates, addresses and temporary names do not
/// count.
package struct FailureGroup: Sendable, Hashable {
    /// How the command ended, in words.
    package let end: String
    /// The tests that failed, by id.
    package let tests: Set<String>
    /// The lines that speak of a failure, without what changes with every run.
    package let complaints: Set<String>

    /// The most tests that are told apart.
    static let maximumTests = 10_000

    /// The group of an end.
    ///
    /// - Parameters:
    ///   - result: How the step ended.
    ///   - tests: The tests that failed.
    ///   - lines: The last lines of its output.
    package init(_ result: ResultCheckpoint, tests: [String], lines: [String]) {
        end = result.text
        self.tests = Set(tests)
        let speaking = lines.filter(Self.speaksOfFailure)
        complaints = Set(
            (speaking.isEmpty ? lines.suffix(1) : speaking[...]).map(Self.stable)
        )
    }

    /// Whether two failures are the same.
    package func isSame(as other: FailureGroup) -> Bool {
        guard end == other.end else { return false }
        if !tests.isEmpty || !other.tests.isEmpty { return tests == other.tests }
        let shared = complaints.intersection(other.complaints).count
        return shared * 2 >= max(complaints.count, other.complaints.count)
    }

    /// The ids of the tests of a report that failed.
    static func failedTests(of report: TestReport) -> [String] {
        let failed = report.cases.filter(\.outcome.isFailing).prefix(maximumTests)
        return Set(failed.map { TestIdentity(of: $0).id }).sorted()
    }

    private static let words = [
        "error", "fail", "fatal", "not ok", "panic", "assert", "exception", "expected", "abort",
        "undefined", "no such", "cannot", "can't", "denied", "segmentation", "traceback",
    ]

    private static func speaksOfFailure(_ line: String) -> Bool {
        let line = line.lowercased()
        return words.contains { line.contains($0) }
    }

    /// A line in which every number is one sign.
    private static func stable(_ line: String) -> String {
        var text = ""
        for character in VolatileText.stable(line) {
            let sign: Character = character.isNumber ? "#" : character
            if sign != "#" || text.last != "#" { text.append(sign) }
        }
        return text
    }
}
