import Reports

/// A step of a job as history remembers it.
package struct StepRecord: Sendable, Hashable {
    /// Its word in commands: its id, its number, or `setup-1`.
    package var label: String
    /// What people call it.
    package var name: String
    /// Which try of the job, from 1.
    package var attempt: Int
    /// What its command did: `success`, `failure`, `cancelled` or `skipped`.
    package var outcome: String
    /// The same after `continue-on-error`.
    package var conclusion: String
    /// From its beginning to its end.
    package var duration: Duration = .zero
    /// What its command returned; nil where a signal ended it or it did not run.
    package var exitCode: Int?
    /// The signal that ended its command.
    package var signal: Int?
    /// Why it ended, in the words of events: `itself`, `time-limit`, `memory-limit` and so on; nil where it did not run.
    package var cause: String?
    /// What stood in its way; nil for nothing.
    package var problem: String?
    /// Whether `problem` is Cuvette's or the host's.
    package var isInfrastructure = false
    /// The text of what it was given, see `InputKey`; nil where it did not run.
    package var inputKey: String?
    /// Processor time in its own code, of all its processes.
    package var userTime: Duration = .zero
    /// Processor time in the kernel, of all its processes.
    package var systemTime: Duration = .zero
    /// The most memory that it held at once, in bytes.
    package var peakMemoryBytes: Int64 = 0
    /// The name under which its tests are known; nil where it has no report.
    package var testScope: String?
    /// Its tests; none where it has no report.
    package var tests: [TestRecord] = []

    /// A step that has ended.
    package init(
        label: String,
        name: String,
        attempt: Int,
        outcome: String,
        conclusion: String
    ) {
        self.label = label
        self.name = name
        self.attempt = attempt
        self.outcome = outcome
        self.conclusion = conclusion
    }

    /// How many of its tests failed.
    package var failedTests: Int { tests.count { $0.outcome.isFailing } }

    /// Whether its test results say more of the machine than of the tests, and are left out of every judgement of a test:
    /// the host failed, or more than four fifths of at least `smallestSuite` tests did.
    package var isVoid: Bool {
        isInfrastructure || tests.count >= Self.smallestSuite && failedTests * 5 > tests.count * 4
    }

    /// How many tests it takes for a share of them to mean anything.
    package static let smallestSuite = 5
}
