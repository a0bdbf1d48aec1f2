import Testing

@testable import Expressions

@Suite struct `The functions of the language` {
    private let contexts: [String: Value] = [
        "list": ["a", 1, nil, true, [1], ["k": "v"]], "map": ["b": "x", "a": [1, []], "e": [:]],
        "empty": [], "one": ["only"],
    ]

    @Test(arguments: [
        Sample("contains('Hello', 'ELL')", true), Sample("contains('Hello', 'lll')", false),
        Sample("contains(123.5, 3.5)", true), Sample("contains(list, 'A')", true),
        Sample("contains(list, '1')", true), Sample("contains(list, 'true')", false),
        Sample("contains(list, list[4])", true), Sample("contains(map, 'x')", false),
        Sample("contains(map.*, 'x')", true), Sample("contains('Array', list)", false),
        Sample("contains(empty, null)", false), Sample("CONTAINS('', '')", true),
    ])
    func `contains`(sample: Sample) throws { try check(sample) }

    @Test(arguments: [
        Sample("startsWith('Hello', 'hE')", true), Sample("startsWith('Hello', 'lo')", false),
        Sample("startsWith(123, 12)", true), Sample("startsWith(null, '')", true),
        Sample("startsWith(list, 'A')", false), Sample("startsWith('Array', list)", false),
        Sample("endsWith('Hello', 'LO')", true), Sample("endsWith('Hello', 'he')", false),
        Sample("endsWith('lo', 'hello')", false), Sample("endsWith(1.5, '.5')", true),
        Sample("endsWith('Object', map)", false), Sample("endsWith(map, '')", false),
        Sample("endsWith('ΑΣ', 'ς')", true),
    ])
    func `startsWith and endsWith`(sample: Sample) throws { try check(sample) }

    @Test(arguments: [
        Sample("format('{0}-{1}-{0}', 'a', 2)", "a-2-a"), Sample("format('{{{0}}}', 'a')", "{a}"),
        Sample("format('{0}{1}{2}', null, true, list)", "trueArray"), Sample("format(1)", "1"),
        Sample("format('none', fromJSON('x'))", "none"), Sample("format('ü{0}ü', '😊')", "ü😊ü"),
        Sample("format('{00}', 'a')", "a"), Sample("format('{0}', '{1}')", "{1}"),
        Sample("format('a''b')", "a'b"),
    ])
    func `format`(sample: Sample) throws { try check(sample) }

    @Test(arguments: [
        ("format('{0}')", "references more arguments than were supplied: {0}"),
        ("format('{1} {', 'a')", "references more arguments than were supplied: {1} {"),
        ("format('{256}', 'a')", "The following format string is invalid: {256}"),
        ("format('{}', 'a')", "The following format string is invalid: {}"),
        ("format('{ 0}', 'a')", "The following format string is invalid: { 0}"),
        ("format('{0 }', 'a')", "The following format string is invalid: {0 }"),
        ("format('{-1}', 'a')", "The following format string is invalid: {-1}"),
        ("format('{0:x', 'a')", "The following format string is invalid: {0:x"),
        ("format('}', 'a')", "The following format string is invalid: }"),
        (
            "format('{0:N}}2}', 'a')",
            "The format specifiers 'N}2' are not valid for objects of type 'String'"
        ),
    ])
    func `format refuses a wrong pattern`(expression: String, message: String) throws {
        let error = try #require(throws: ExpressionError.self) { try value(of: expression) }
        #expect(error.kind == .evaluation)
        #expect(error.message.contains(message))
    }

    @Test(arguments: [
        Sample("join(list)", "a,1,,true,Array,Object"),
        Sample("join(list, '')", "a1trueArrayObject"),
        Sample("join(one, fromJSON('x'))", "only"), Sample("join(empty, '-')", ""),
        Sample("join('text', '-')", "text"), Sample("join(map)", ""), Sample("join(map.*.k)", ""),
        Sample("join(list, list)", "a,1,,true,Array,Object"), Sample("join(null)", ""),
    ])
    func `join`(sample: Sample) throws { try check(sample) }

    @Test(arguments: [
        Sample("toJSON(null)", "null"), Sample("toJSON('a\"b')", #""a\"b""#),
        Sample("toJSON(1.50)", "1.5"),
        Sample("toJSON(-0)", "0"), Sample("toJSON(empty)", "[]"),
        Sample("toJSON(one)", "[\n  \"only\"\n]"),
        Sample(
            "toJSON(map)",
            "{\n  \"b\": \"x\",\n  \"a\": [\n    1,\n    []\n  ],\n  \"e\": {}\n}"
        ),
        Sample("toJSON(map.*)[0]", nil),
        Sample("tojson(fromjson('\"\\u0001\\u2028/é\"'))", "\"\\u0001\\u2028/é\""),
    ])
    func `toJSON`(sample: Sample) throws { try check(sample) }

    @Test(arguments: [
        Sample("fromJSON(' [1, {\"a\": null}] ')", [1, ["a": nil]]), Sample("fromJSON(1)", 1),
        Sample("fromJSON(true)", true), Sample("fromJSON(toJSON(map)).a[0]", 1),
        Sample("fromJSON('{\"A\":1,\"b\":2,\"a\":3}')", ["A": 3, "b": 2]),
    ])
    func `fromJSON`(sample: Sample) throws { try check(sample) }

    @Test(arguments: ["", " ", "{", "[1,]", "{\"a\":1,}", "nul", "'a'", "01", "1 2", "NaN", "\"a"])
    func `fromJSON refuses what is no JSON`(text: String) throws {
        let error = try #require(throws: ExpressionError.self) {
            try value(of: "true && fromJSON(text)", contexts: ["text": .string(text)])
        }
        #expect(error.kind == .evaluation)
        #expect(error.message.hasPrefix("Error parsing JSON when evaluating fromJson: "))
        #expect(error.offset == 8)
    }

    @Test(arguments: [
        Sample("case(true, 1, 2)", 1), Sample("case(false, 1, 2)", 2),
        Sample("case(false, 1, 1 == 1, 'b', 'c')", "b"), Sample("Case(false, 1, false, 2, 3)", 3),
        Sample("case(true, 1, fromJSON('x'))", 1), Sample("case(true, 1, 'no boolean', 2, 3)", 1),
        Sample("case(false, fromJSON('x'), 2)", 2),
    ])
    func `case evaluates only what it needs`(sample: Sample) throws { try check(sample) }

    @Test(arguments: ["case(1, 2, 3)", "case('true', 2, 3)", "case(false, 1, null, 2, 3)"])
    func `case wants booleans`(expression: String) throws {
        let error = try #require(throws: ExpressionError.self) { try value(of: expression) }
        #expect(error.message == "case predicate must evaluate to a boolean value")
    }

    private func check(_ sample: Sample) throws {
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }
}

@Suite struct `A function of the scope` {
    private let vocabulary = Vocabulary(
        contexts: ["a"],
        functions: [
            FunctionSignature("echo", arguments: 0...2),
            FunctionSignature("fail", arguments: 0...0),
            FunctionSignature("absent", arguments: 0...0),
        ]
    )
    private let scope = Scope(
        contexts: ["A": [1, 2]],
        functions: [
            "ECHO": { .array($0) },
            "fail": { (_) throws(ExpressionError) in throw ExpressionError(.evaluation, "no") },
        ]
    )

    @Test func `is called with its arguments, found in any case`() throws {
        let tree = try ExpressionTree(parsing: "Echo(a[1], 'x')[0]", knowing: vocabulary)
        #expect(try tree.evaluate(in: scope) == 2)
        #expect(tree.calls(["ECHO"]))
        #expect(!tree.calls(["format"]))
    }

    @Test func `fails at the place of its call`() throws {
        let tree = try ExpressionTree(parsing: "1 && fail()", knowing: vocabulary)
        let error = try #require(throws: ExpressionError.self) { try tree.evaluate(in: scope) }
        #expect(error == ExpressionError(.evaluation, "no", at: 5))
    }

    @Test func `is an error where the scope lacks it`() throws {
        let tree = try ExpressionTree(parsing: "absent()", knowing: vocabulary)
        let error = try #require(throws: ExpressionError.self) { try tree.evaluate(in: scope) }
        #expect(error.kind == .evaluation)
    }

    @Test func `takes as many arguments as its signature says`() {
        #expect(throws: ExpressionError.self) {
            try ExpressionTree(parsing: "fail(1)", knowing: vocabulary)
        }
        #expect(throws: ExpressionError.self) {
            try ExpressionTree(parsing: "echo(1, 2, 3)", knowing: vocabulary)
        }
    }

    @Test func `cannot take the place of one of the language`() throws {
        let words = Vocabulary(functions: [FunctionSignature("join", arguments: 0...9)])
        let tree = try ExpressionTree(parsing: "join('a')", knowing: words)
        let hijacked = Scope(functions: ["join": { _ in "mine" }])
        #expect(try tree.evaluate(in: hijacked) == "a")
    }
}
