import Testing

@testable import Expressions

@Suite struct `An expression that is wrong` {
    @Test(arguments: [
        Failure("1 + 1", .lexing, "Unexpected symbol: '+'", at: 2),
        Failure("github.sha == \"a\"", .lexing, "Unexpected symbol: '\"a\"'", at: 14),
        Failure("'it''s", .lexing, "Unexpected symbol: ''it''s'", at: 0),
        Failure("1 ? 2", .lexing, "Unexpected symbol: '?'", at: 2),
        Failure("é", .lexing, "Unexpected symbol: 'é'", at: 0),
        Failure("1.2.3", .lexing, "Unexpected symbol: '1.2.3'", at: 0),
        Failure("-x", .lexing, "Unexpected symbol: '-x'", at: 0),
        Failure("1 2 ?", .lexing, "Unexpected symbol: '?'", at: 4),
        Failure("github..sha", .parsing, "Unexpected symbol: '.'", at: 7),
        Failure("github.sha.", .parsing, "Unexpected end of expression: '.'", at: 10),
        Failure("github.'sha'", .parsing, "Unexpected symbol: ''sha''", at: 7),
        Failure("'a'.b", .parsing, "Unexpected symbol: '.'", at: 3),
        Failure("'a'['b']", .parsing, "Unexpected symbol: '['", at: 3),
        Failure("1[0]", .parsing, "Unexpected symbol: '['", at: 1),
        Failure("*", .parsing, "Unexpected symbol: '*'", at: 0),
        Failure("github[*.a]", .parsing, "Unexpected symbol: '.'", at: 8),
        Failure("github[*", .parsing, "Unexpected end of expression: '*'", at: 7),
        Failure("github[]", .parsing, "Unexpected symbol: ']'", at: 7),
        Failure("github[1,2]", .parsing, "Unexpected symbol: ','", at: 8),
        Failure("github[1)", .parsing, "Unexpected symbol: ')'", at: 8),
        Failure("(1]", .parsing, "Unexpected symbol: ']'", at: 2),
        Failure("()", .parsing, "Unexpected symbol: ')'", at: 1),
        Failure("1)", .parsing, "Unexpected symbol: ')'", at: 1),
        Failure("1 !", .parsing, "Unexpected symbol: '!'", at: 2),
        Failure("!", .parsing, "Unexpected end of expression: '!'", at: 0),
        Failure("1 && || 2", .parsing, "Unexpected symbol: '||'", at: 5),
        Failure("format(", .parsing, "Unexpected end of expression: '('", at: 6),
        Failure("format('a',)", .parsing, "Unexpected symbol: ')'", at: 11),
        Failure("format(,'a')", .parsing, "Unexpected symbol: ','", at: 7),
        Failure("format('a'", .parsing, "Unexpected end of expression: ''a''", at: 7),
        Failure("format", .parsing, "Unrecognized named-value: 'format'", at: 0),
        Failure("TRUE", .parsing, "Unrecognized named-value: 'TRUE'", at: 0),
        Failure("nope(nothing)", .parsing, "Unrecognized function: 'nope'", at: 0),
        Failure("github()", .parsing, "Unrecognized function: 'github'", at: 0),
        Failure("success()", .parsing, "Unrecognized function: 'success'", at: 0),
        Failure("1 && contains(1)", .parsing, "Too few parameters supplied: 'contains'", at: 5),
        Failure("toJSON()", .parsing, "Too few parameters supplied: 'toJSON'", at: 0),
        Failure("toJSON(1, 2)", .parsing, "Too many parameters supplied: 'toJSON'", at: 0),
        Failure("case(true, 1)", .parsing, "Too few parameters supplied: 'case'", at: 0),
        Failure(
            "case(true, 1, false, 2)",
            .parsing,
            "Even number of parameters supplied, requires an odd number of parameters: 'case'",
            at: 0
        ),
        Failure("\n secrets.a", .parsing, "Unrecognized named-value: 'secrets'", at: 2),
    ])
    func `says what is wrong and where`(failure: Failure) throws {
        let error = try #require(failure.error())
        #expect(error.kind == failure.kind)
        #expect(error.offset == failure.offset)
        let place =
            "Located at position \(failure.offset + 1) within expression: \(failure.expression)"
        #expect(error.message == "\(failure.message). \(place)")
    }

    @Test func `counts UTF-16 units in the message and scalars in the offset`() throws {
        let error = try #require(Failure("'😊' 2", .parsing, "", at: 0).error())
        #expect(error.message.contains("Located at position 6 "))
        #expect(error.offset == 4)
    }

    @Test func `suggests the name that was likely meant`() throws {
        #expect(Failure("gihub.sha", .parsing, "", at: 0).error()?.suggestion == "github")
        #expect(Failure("fromJsn('1')", .parsing, "", at: 0).error()?.suggestion == "fromJSON")
        #expect(Failure("matrix.os", .parsing, "", at: 0).error()?.suggestion == nil)
        #expect(Failure("1 2", .parsing, "", at: 0).error()?.suggestion == nil)
    }
}

@Suite struct `A parsed expression` {
    private let vocabulary = Vocabulary.any(contexts: ["github", "env", "needs", "steps"])

    @Test func `knows the contexts it names, however deep`() throws {
        let tree = try ExpressionTree(
            parsing: "GitHub.env && format('{0}', (env.A || needs[steps.a.b]), 'runner.os')",
            knowing: vocabulary
        )
        #expect(tree.contexts == ["github", "env", "needs", "steps"])
    }

    @Test func `knows what it calls, evaluated or not`() throws {
        let tree = try ExpressionTree(
            parsing: "false && !Always() || github.failure",
            knowing: vocabulary
        )
        #expect(tree.calls(["always"]))
        #expect(!tree.calls(["failure"]))
        #expect(!tree.calls([]))
    }

    @Test(arguments: ["", " ", "\n\t"])
    func `is null where nothing is written`(source: String) throws {
        #expect(try value(of: source) == .null)
    }

    @Test func `takes a context that the scope lacks as null`() throws {
        let tree = try ExpressionTree(parsing: "env.A == null", knowing: vocabulary)
        #expect(try tree.evaluate(in: Scope()) == true)
    }

    @Test func `joins chains of one operator, so that they are not deep`() throws {
        let chain = Array(repeating: "1", count: 4_000).joined(separator: "&&")
        #expect(try value(of: chain) == 1)
        #expect(try value(of: "1 || (2 || (3 || 4))") == 1)
        #expect(try value(of: "0 || (0 || (0 || 4))") == 4)
    }
}
