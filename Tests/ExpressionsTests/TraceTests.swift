import Expressions
import Testing

@Suite struct `The trace of a condition` {
    private let vocabulary = Vocabulary(contexts: ["git", "env"])

    private func trace(_ text: String, success: Bool = true) throws -> [String] {
        var scope = Scope(contexts: [
            "git": ["branch": "main", "names": ["a", "b"]], "env": ["X": ""],
        ])
        scope[function: "success"] = { _ in .boolean(success) }
        let condition = try Condition(parsing: text, knowing: vocabulary)
        return condition.trace(in: scope).map { "\($0.text) = \($0.outcomeText)" }
    }

    @Test func `tells each part after those that it is made of`() throws {
        #expect(
            try trace("git.branch == 'main' && !env.X") == [
                "success() = true", "git.branch = 'main'", "git.branch == 'main' = true",
                "env.X = ''", "!env.X = true", "(git.branch == 'main') && !env.X = true",
            ]
        )
    }

    @Test func `tells what was not looked at`() throws {
        #expect(
            try trace("git.branch == 'dev' && env.X") == [
                "success() = true", "git.branch = 'main'", "git.branch == 'dev' = false",
                "env.X = not evaluated", "(git.branch == 'dev') && env.X = false",
            ]
        )
    }

    @Test func `ends where the implied success() is false`() throws {
        #expect(try trace("env.X", success: false) == ["success() = false"])
    }

    @Test func `names lists and indexes as one writes them`() throws {
        #expect(
            try trace("${{ contains(git.names, 'a') }}") == [
                "success() = true", "git.names = a list of 2", "contains(git.names, 'a') = true",
            ]
        )
    }
}
