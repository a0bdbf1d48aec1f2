import Diagnostics
import Pipelines
import Reports

/// Finds out which failures of a report the quarantine holds today.
struct QuarantineJudge {
    /// The ids of tests whose failures do not count.
    private(set) var held: Set<String> = []
    /// How many failures do count.
    private(set) var countingFailures = 0
    /// What is to be said of entries that have expired.
    private(set) var notes: [String] = []

    /// Judges the tests of a step.
    init(_ tests: StepTests, _ quarantine: Quarantine, on day: CalendarDay) {
        for testCase in tests.report.cases where testCase.outcome.isFailing {
            let id = TestIdentity(of: testCase, in: tests.scope).id
            let found = quarantine.entry(
                of: id,
                classname: testCase.classname,
                name: testCase.name,
                on: day
            )
            guard let found, found.isInForce else {
                countingFailures += 1
                if let entry = found?.entry { note(entry) }
                continue
            }
            held.insert(id)
        }
    }

    private mutating func note(_ entry: QuarantinedTest) {
        let text =
            "the quarantine of \(entry.test.value) expired on \(entry.expires): its failures count again; it is \(entry.owner)'s"
        if !notes.contains(text) { notes.append(text) }
    }
}
