/// What is known beside a report when it is written for people: which run it tells of, how its
/// tests were before, how to have a failure again.
package struct ReportContext: Sendable {
    /// What it is called: `run 42`; empty for files without a run.
    package var title = ""
    /// What is known of the run, in the order to show: pipeline, commit, branch.
    package var facts: [TestProperty] = []
    /// When it began.
    package var began: ReportTimestamp?
    /// How long it took from its beginning to its end, as a clock saw it.
    package var elapsed: Duration?
    /// Whether the run as a whole passed; nil for files without a run, where the tests decide.
    package var hasPassed: Bool?
    /// What it was compared with, in one sentence; empty where it was not.
    package var comparison = ""
    /// How each test was before, by its id as `TestIdentity` gives it.
    package var marks: [String: [TestMark]] = [:]
    /// Commands by which a failure can be had again, by the first name of a suite's path (a job and
    /// step), or by a job's name for its steps.
    package var commands: [String: String] = [:]
    /// Under which scope the tests of a step are known from run to run, by the first name of their
    /// suites' paths; see `TestIdentity`.
    package var scopes: [String: String] = [:]
    /// Which files are the repository's own.
    package var tree = SourceTree()
    /// The version of the program that writes.
    package var version = ""

    /// Nothing known.
    package init() {}

    /// What is known of a case from before.
    package func marks(of testCase: TestCase) -> [TestMark] {
        marks.isEmpty ? [] : marks[id(of: testCase)] ?? []
    }

    /// The id under which a case is known from run to run.
    package func id(of testCase: TestCase) -> String {
        let names = testCase.suite.names
        guard let first = names.first, let scope = scopes[first] else {
            return TestIdentity(of: testCase).id
        }
        var testCase = testCase
        testCase.suite = SuitePath(names.dropFirst())
        return TestIdentity(of: testCase, in: scope).id
    }

    /// The command that tells all about the case; nil where history does not know it.
    package func historyCommand(for testCase: TestCase) -> String? {
        let isKnown = testCase.suite.names.first.map { scopes[$0] != nil } ?? false
        return isKnown ? "cuvette tests --test \(id(of: testCase))" : nil
    }

    /// A name for the case in a page: its id, and what tells the cells of a matrix apart.
    func anchor(of testCase: TestCase) -> String {
        let id = "t-" + id(of: testCase).dropFirst(2)
        guard let first = testCase.suite.names.first, scopes[first] != nil else { return id }
        return "\(id)-\(ShortHash.text(of: [first]).prefix(4))"
    }

    /// Whether a failure of the case is known, reviewed and does not count.
    package func isQuarantined(_ testCase: TestCase) -> Bool {
        marks(of: testCase).contains { $0.kind == .quarantined }
    }

    /// How to have a failure of the case again; nil where that is not known.
    package func command(for testCase: TestCase) -> String? {
        let first = testCase.suite.names.first ?? ""
        return commands[first == TestSuite.stepsName ? testCase.classname : first]
    }
}
