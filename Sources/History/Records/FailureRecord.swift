import Reports

/// Why a test failed: the cause that it shares with other failures, and its own words.
package struct FailureRecord: Sendable, Hashable {
    /// What failures of one cause have in common, as a name: `f:3fa9c10b27de`.
    package var id: String
    /// The exception or assertion type; empty where the report does not say.
    package var type: String
    /// The first line of the message without what differs from run to run.
    package var message: String
    /// Where in the repository, as `file:line`; nil where the report names no place in it.
    package var place: String?
    /// The message and trace of one such failure, cut at `exampleLength` bytes.
    package var example: String

    /// How much of a failure's text is kept, in bytes.
    package static let exampleLength = 4096

    /// Why a case failed.
    init(of testCase: TestCase) {
        let signature = FailureSignature(of: testCase)
        id = signature.id
        type = signature.type
        message = signature.message
        place = signature.frame.map { "\($0.file):\($0.line)" }
        example = Self.example(of: testCase.gravestProblem)
    }

    /// A cause by its parts.
    init(id: String, type: String, message: String, place: String?, example: String) {
        self.id = id
        self.type = type
        self.message = message
        self.place = place
        self.example = example
    }

    private static func example(of problem: TestProblem?) -> String {
        guard let problem else { return "" }
        let parts =
            problem.text.contains(problem.message)
            ? [problem.text] : [problem.message, problem.text]
        let whole = parts.filter { !$0.isEmpty }.joined(separator: "\n")
        guard whole.utf8.count > exampleLength else { return whole }
        return String(decoding: Array(whole.utf8.prefix(exampleLength)), as: UTF8.self) + " …"
    }
}
