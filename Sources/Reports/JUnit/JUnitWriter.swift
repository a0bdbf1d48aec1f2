/// Writes JUnit XML that every viewer can read: the structure of Jenkins' junit-10 schema, and
/// `file` and `line` on cases, which GitLab and others want and that schema does not know.
///
/// - Suites are written flat, one level below the root, since many viewers look no deeper; the name
///   of a nested suite is its path, joined by ` / `.
/// - All counts are computed from the cases. Times have three decimals; timestamps are in UTC, and
///   without a `Z` where the report did not say in which zone.
/// - A verdict is written so that nobody can read another: a case that failed has no `<skipped>`,
///   one that is skipped no `<failure>`; what is left out as an element stands in the text.
/// - Attempts are `flakyFailure` and `flakyError` where others passed, else `rerunFailure` and
///   `rerunError`.
/// - Properties of a case, which the schema does not know, are lines `[[PROPERTY|name=value]]` of
///   its output, attachments lines `[[ATTACHMENT|path]]`.
package struct JUnitWriter: Sendable {
    /// Whom the file is for.
    package var profile: JUnitProfile
    /// What is written of the output and traces of a case that failed or is flaky, and of a suite.
    package var failedText = TextLimit.each(50_000)
    /// What is written of the output of any other case.
    package var passedText = TextLimit.each(4_096)

    /// The longest `message`: some viewers drop a case whose attributes are longer.
    static let messageMax = 1_000

    /// A writer with the usual limits.
    package init(_ profile: JUnitProfile = .common) {
        self.profile = profile
    }

    /// The report as a file.
    ///
    /// Who stores it writes to a temporary name and renames, so that nobody ever sees half of it.
    ///
    /// - Parameter report: Best with one case for each test, see `TestReport.merged`.
    /// - Returns: The bytes of the file, in UTF-8; of the profile `surefire`, whose files have one
    ///   suite each, those of `common`: `files` gives its own.
    package func write(_ report: TestReport) -> [UInt8] {
        switch profile {
        case .common, .jenkins, .surefire: flat(report)
        case .gitlab: flat(report.withUniqueNames())
        case .nested: nested(report)
        case .windyRoad: windyRoad(report)
        }
    }

    private func flat(_ report: TestReport) -> [UInt8] {
        var output = XMLOutput()
        beginRoot(report, &output)
        for (index, suite) in report.suites.enumerated() {
            let next = index + 1 < report.suites.count ? report.suites[index + 1] : nil
            if !suite.isMereShell(of: next) { write(suite, of: report, to: &output) }
        }
        output.end()
        return output.bytes
    }

    /// Begins the root with its totals.
    func beginRoot(_ report: TestReport, _ output: inout XMLOutput) {
        let totals = report.totals
        output.begin(
            "testsuites",
            [
                ("name", report.name),
                ("tests", "\(totals.tests)"),
                ("failures", "\(totals.failed)"),
                ("errors", "\(totals.errors)"),
                ("time", Self.seconds(totals.duration)),
            ]
        )
    }

    private func write(_ suite: TestSuite, of report: TestReport, to output: inout XMLOutput) {
        begin(suite, named: Self.name(of: suite, in: report), suite.totals, &output)
        writeContent(of: suite, to: &output)
        output.end()
    }

    /// Begins a suite with its totals.
    func begin(
        _ suite: TestSuite,
        named name: String,
        _ totals: ReportTotals,
        _ output: inout XMLOutput
    ) {
        output.begin(
            "testsuite",
            [
                ("name", name),
                ("tests", "\(totals.tests)"),
                ("failures", "\(totals.failed)"),
                ("errors", "\(totals.errors)"),
                ("skipped", "\(totals.skipped)"),
                ("time", Self.seconds(totals.duration)),
                ("timestamp", suite.timestamp?.description),
                ("hostname", suite.hostname),
                ("file", suite.file),
            ]
        )
    }

    /// Writes what stands directly in a suite.
    func writeContent(of suite: TestSuite, to output: inout XMLOutput) {
        write(suite.properties, to: &output)
        for testCase in suite.cases {
            write(testCase, to: &output)
        }
        write(stream: "system-out", suite.output, failedText, to: &output)
        write(stream: "system-err", suite.errorOutput, failedText, to: &output)
    }

    /// Writes the properties of a suite, if there are any.
    func write(_ properties: [TestProperty], to output: inout XMLOutput) {
        guard !properties.isEmpty else { return }
        output.begin("properties")
        for property in properties {
            output.leaf("property", [("name", property.name), ("value", property.value)])
        }
        output.end()
    }

    /// Writes an element with output, if there is any.
    func write(
        stream: String,
        _ text: String,
        _ limit: TextLimit,
        to output: inout XMLOutput
    ) {
        if !text.isEmpty { output.leaf(stream, text: limit.clipped(text)) }
    }

    /// The name of a suite in a file without nesting.
    static func name(of suite: TestSuite, in report: TestReport) -> String {
        if !suite.path.isEmpty { return suite.path.names.joined(separator: " / ") }
        return report.name.isEmpty ? "tests" : report.name
    }

    /// Seconds with exactly three decimals, whatever the locale.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds =
            seconds * 1_000 + (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        let decimals = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - decimals.count)
            + decimals
    }
}

extension TestSuite {
    /// Whether it only holds other suites, the next of which is given, and says nothing itself.
    func isMereShell(of next: TestSuite?) -> Bool {
        guard let next, cases.isEmpty, properties.isEmpty, output.isEmpty, errorOutput.isEmpty
        else { return false }
        return next.path != path && next.path.names.starts(with: path.names)
    }
}
