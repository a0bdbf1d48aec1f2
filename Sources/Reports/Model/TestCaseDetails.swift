/// Everything that a report says of a case beyond name, outcome and time.
package struct TestCaseDetails: Sendable, Hashable {
    /// The source file of the test as the report names it.
    package var file: String?
    /// The line of the test in `file`, counted as its producer counts.
    package var line: Int?
    /// All but the place.
    var extras = CaseExtras()

    /// Nothing beyond name, outcome and time.
    package init() {}

    /// What is wrong, in the order of the report: why it failed, why it was skipped.
    package var problems: [TestProblem] {
        get { extras.problems }
        _modify { yield &extras.problems }
    }

    /// The runs of this test beside the one that the case tells of, in the order of the report.
    package var attempts: [TestAttempt] {
        get { extras.attempts }
        _modify { yield &extras.attempts }
    }

    /// What the test wrote to standard output; long texts are cut in the middle, see
    /// `ReportLimits`.
    package var output: String {
        get { extras.output.string }
        set { extras.output = HeldText(newValue) }
    }

    /// What the test wrote to standard error; long texts are cut in the middle.
    package var errorOutput: String {
        get { extras.errorOutput.string }
        set { extras.errorOutput = HeldText(newValue) }
    }

    /// Names and values that the test recorded.
    package var properties: [TestProperty] {
        get { extras.properties }
        _modify { yield &extras.properties }
    }

    /// Files and pages that the test points to.
    package var attachments: [TestAttachment] {
        get { extras.attachments }
        _modify { yield &extras.attachments }
    }
}
