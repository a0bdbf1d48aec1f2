/// What most cases of a large report do not have: everything beyond name, outcome and time.
package struct TestCaseDetails: Sendable, Hashable {
    /// The source file of the test as the report names it.
    package var file: String?
    /// The line of the test in `file`, counted as its producer counts.
    package var line: Int?
    /// What is wrong, in the order of the report: why it failed, why it was skipped.
    package var problems: [TestProblem] = []
    /// The runs of this test beside the one that the case tells of, in the order of the report.
    package var attempts: [TestAttempt] = []
    /// What the test wrote to standard output; long texts are cut in the middle, see
    /// `ReportLimits`.
    package var output = ""
    /// What the test wrote to standard error; long texts are cut in the middle.
    package var errorOutput = ""
    /// Names and values that the test recorded.
    package var properties: [TestProperty] = []
    /// Files and pages that the test points to.
    package var attachments: [TestAttachment] = []

    /// Nothing beyond name, outcome and time.
    package init() {}

    static let none = TestCaseDetails()
}
