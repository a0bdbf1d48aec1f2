/// Reads JUnit XML as it is found in the wild: what is wrong is repaired and told, never refused.
///
/// There is no standard, and one file in seven is not even XML: producers print raw escape
/// sequences, forget to escape names, or die in the middle. So this reader
/// - takes `testsuite` and `testcase` elements anywhere, of any number of documents in one file, by
///   local name, and passes over everything it does not know;
/// - counts elements and believes no attribute: a contradiction is a warning with both numbers;
/// - keeps every case whose element is complete; where the input ends inside one, that case is left
///   out and the report is `incomplete`;
/// - drops characters that XML does not allow. Of terminal sequences only those that colour stay,
///   and only in messages, traces and output; names have none;
/// - does nothing with a document type declaration: no entity is expanded, nothing is opened.
///
/// A `<failure>` or `<error>` outside of any case (a class that could not be loaded) becomes a case
/// named `<suite>`. Each element is one case here; `TestReport.joiningAttempts()` sees retries in
/// repeated names.
///
/// The time is linear in the size of the file, the memory bounded by the file and `ReportLimits`.
package struct JUnitParser: Sendable {
    /// How much is kept.
    package var limits: ReportLimits
    /// The absolute path of the workspace as the tests saw it; attachments are judged against it.
    package var workspace: String?

    /// A parser that keeps as much as the limits allow.
    package init(limits: ReportLimits = ReportLimits(), workspace: String? = nil) {
        self.limits = limits
        self.workspace = workspace
    }

    /// Reads one file.
    ///
    /// - Parameters:
    ///   - bytes: The file as it is, in UTF-8, UTF-16, UTF-32, windows-1252 or ISO-8859-1 or -15.
    ///   - file: What warnings call it.
    /// - Returns: Whatever the file says; where it says nothing, an `unreadable` report.
    package func parse(_ bytes: [UInt8], file: String) -> TestReport {
        let finding = EncodingFinding(bytes)
        let document = finding.encoding.utf8(bytes, from: finding.markBytes)
        var reader = JUnitReader(document, limits: limits, workspace: workspace)
        if let complaint = finding.complaint {
            reader.log.add(.encoding, complaint, at: 0)
        }
        return reader.read(file: file)
    }
}
