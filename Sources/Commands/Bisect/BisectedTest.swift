import Reports

/// The words by which a test is named on the command line.
enum BisectedTest {
    /// Whether a word means a test: its id or the beginning of it (`t:3fa9c1`), its name, or its class and name.
    ///
    /// - Parameters:
    ///   - word: What the command line says.
    ///   - testCase: A case of a run's report, in which the job and step stand around the suites.
    ///   - scopes: Under which names the tests of steps are known, by job and step.
    /// - Returns: Whether it is meant. An id may also be that of the case as it stands in a file.
    static func names(_ word: String, _ testCase: TestCase, _ scopes: [String: String]) -> Bool {
        if word.hasPrefix("t:") {
            var context = ReportContext()
            context.scopes = scopes
            let ids = [context.id(of: testCase), TestIdentity(of: testCase).id]
            return ids.contains { $0.hasPrefix(word) }
        }
        let suite = testCase.suite.names.last ?? ""
        return [
            testCase.name, "\(testCase.classname).\(testCase.name)",
            "\(testCase.classname)/\(testCase.name)", "\(suite)/\(testCase.name)",
        ].contains(word)
    }

    /// As people read it.
    static func text(of testCase: TestCase) -> String {
        testCase.classname.isEmpty ? testCase.name : "\(testCase.classname).\(testCase.name)"
    }
}
