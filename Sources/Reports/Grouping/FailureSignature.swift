/// What failures of one cause have in common: the exception's type, the message without what
/// differs from run to run, and the innermost frame in the repository.
package struct FailureSignature: Sendable, Hashable {
    /// The exception or assertion type; empty where the report does not say.
    package var type: String
    /// The line of the message that says most, with `…` for numbers, addresses, dates and the like.
    package var message: String
    /// Where in the repository it happened; nil where the text names no place in it.
    package var frame: SourceFrame?

    /// The signature of a case that failed.
    ///
    /// - Parameters:
    ///   - testCase: The case; of several problems the first that speaks against it counts.
    ///   - tree: Which frames are the repository's own.
    package init(of testCase: TestCase, in tree: SourceTree = SourceTree()) {
        let problem = testCase.gravestProblem
        let text = problem?.text ?? ""
        let message = problem?.message ?? ""
        type = problem?.type ?? ""
        let headline = FailureHeadline(testName: testCase.name, takesPlaces: true)
        self.message = FailureText.normalised(problem.map(headline.line) ?? "")
        frame = tree.topFrame(of: text) ?? tree.topFrame(of: message)
        if frame == nil, let file = testCase.details.file.flatMap(tree.path(of:)),
            let line = testCase.details.line, line > 0
        {
            // The place of the test itself: better than none, but the same for all its causes.
            frame = SourceFrame(file: file, line: line)
        }
    }

    /// Whether it tells one cause from another: some producers write nothing but `failure`.
    package var saysAnything: Bool {
        frame != nil || FailureHeadline.saysAnything(message)
    }

    /// A name for the cause, such as `f:3fa9c10b27de`, the same from run to run while lines are
    /// added above its frame.
    package var id: String {
        "f:" + ShortHash.text(of: [type, message, frame?.file ?? ""])
    }
}

extension TestCase {
    /// What speaks most against the case: its first failure or error; nil for one without any.
    package var gravestProblem: TestProblem? {
        let problems = details.problems
        let own = problems.first { $0.kind == .failure || $0.kind == .error }
        return own ?? problems.first { $0.kind != .skipped }
    }
}
