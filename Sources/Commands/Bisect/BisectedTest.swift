import Reports

/// The words by which a test is named on the command line.
enum BisectedTest {
    /// Whether a word means a test: its id or the beginning of it (`t:3fa9c1`), its name, or its class and name.
    static func names(_ word: String, _ testCase: TestCase) -> Bool {
        if word.hasPrefix("t:") { return ids(of: testCase).contains { $0.hasPrefix(word) } }
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

    /// In a run's report the job and step stand around the suites; an id may have been made either way.
    private static func ids(of testCase: TestCase) -> [String] {
        let whole = TestIdentity(of: testCase)
        var scoped = whole
        scoped.suite = Array(whole.suite.dropFirst())
        let scope = whole.suite.first ?? ""
        // A matrix cell is no part of an identity: `test (linux)/unit` is `test/unit`.
        let scopes = [scope, withoutCell(scope)]
        return [whole.id]
            + scopes.map { scope in
                scoped.scope = scope
                return scoped.id
            }
    }

    private static func withoutCell(_ scope: String) -> String {
        guard let start = scope.firstRange(of: " (")?.lowerBound,
            let end = scope.ranges(of: ")/").last?.upperBound, start < end
        else { return scope }
        return "\(scope[..<start])/\(scope[end...])"
    }
}
