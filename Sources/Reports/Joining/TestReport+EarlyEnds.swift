extension TestReport {
    /// Reports that end too early, as tests that failed.
    ///
    /// Most forms in which tests are written cannot say that more should have followed, and would look as if all had passed.
    ///
    /// - Parameter reports: One for each file that was read.
    /// - Returns: The suite of these tests; nil where every report has its end.
    package static func earlyEnds(of reports: [TestReport]) -> TestSuite? {
        let files = reports.filter { $0.integrity == .incomplete }.flatMap(\.files)
        guard !files.isEmpty else { return nil }
        var suite = TestSuite(path: SuitePath(["cuvette.reports"]))
        suite.cases = files.map { file in
            var details = TestCaseDetails()
            details.problems = [
                TestProblem(
                    .error,
                    type: "incomplete",
                    message: "the report ends too early: there were more tests than are told here"
                )
            ]
            return TestCase(
                suite: suite.path,
                classname: "cuvette",
                name: "the end of \(file)",
                outcome: .error,
                details: details
            )
        }
        return suite
    }
}
