import Testing

@testable import Expressions

@Suite struct `JSON` {
    @Test(
        arguments: [
            ("null", nil), ("true", true), (" -0.5e+1\n", -5), ("\"\"", ""), ("[]", []),
            ("{}", [:]),
            (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude0a""#, "\"\\/\u{8}\u{C}\n\r\té😊"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ude0a""#, "\u{FFFD}"),
            ("[1,[2,{\"a\":[3]}]]", [1, [2, ["a": [3]]]]), ("1e400", .number(.infinity)),
            ("{\"z\":1,\"a\":2}", ["z": 1, "a": 2]),
        ] as [(String, Value)]
    )
    func `is read`(text: String, value: Value) throws {
        #expect(try Value(json: text) == value)
    }

    @Test(arguments: [
        ("", "empty input", 1, 1), ("  \n ", "empty input", 2, 2),
        ("[1,\n 2,\n]", "a value was expected", 3, 1),
        ("{\"a\" 1}", "\":\" was expected", 1, 6),
        ("{a: 1}", "a key in double quotes was expected", 1, 2),
        ("[1 2]", "\",\" or \"]\" was expected", 1, 4), ("\"a", "the string is not closed", 1, 3),
        ("\"a\nb\"", "a control character in a string must be escaped", 1, 3),
        ("\"\\x\"", "an unknown escape", 1, 3),
        ("\"\\u12g4\"", "four hexadecimal digits were expected", 1, 3),
        ("-", "a digit was expected", 1, 2), ("1.", "a digit was expected", 1, 3),
        ("1e", "a digit was expected", 1, 3), ("01", "unexpected text after the value", 1, 2),
        ("[", "unexpected end of the text", 1, 2), ("// a", "a value was expected", 1, 1),
        ("\u{FEFF}1", "a value was expected", 1, 1), ("\"\\", "the string is not closed", 1, 3),
        ("+1", "a value was expected", 1, 1), (".5", "a value was expected", 1, 1),
    ])
    func `is refused with a place`(text: String, message: String, line: Int, column: Int) throws {
        let error = try #require(throws: JSONError.self) { try Value(json: text) }
        #expect(error == JSONError(message, line: line, column: column))
    }

    @Test func `is refused where it nests too deep`() {
        let deepest = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(throws: Never.self) { try Value(json: deepest) }
        #expect(throws: JSONError.self) { try Value(json: "[" + deepest + "]") }
        #expect(throws: JSONError.self) {
            try Value(json: String(repeating: "[", count: 1_000_000))
        }
    }

    @Test func `is written on one line or many`() {
        let value: Value = ["b": [1, -2.5, nil], "a": ["x\u{1}": []]]
        #expect(value.json() == #"{"b":[1,-2.5,null],"a":{"x\u0001":[]}}"#)
        let pretty =
            "{\n  \"b\": [\n    1,\n    -2.5,\n    null\n  ],\n  \"a\": {\n    \"x\\u0001\": []\n  }\n}"
        #expect(value.json(pretty: true) == pretty)
    }

    @Test func `keeps numbers exactly and has no word for what is none`() throws {
        let numbers: [Double] = [0.1 + 0.2, 1e21, .leastNonzeroMagnitude, -1.2345678901234567e17]
        for number in numbers {
            #expect(try Value(json: Value.number(number).json()) == .number(number))
        }
        #expect(Value.number(.nan).json() == "null")
        #expect(Value.number(-0.0).json() == "-0.0")
        #expect(Value.number(1e15).json() == "1000000000000000")
    }
}

@Suite struct `A report of an evaluation` {
    @Test(arguments: [
        ("1 == 1", nil, #"{"kind":"Boolean","value":true}"#),
        ("", nil, #"{"kind":"Null","value":null}"#),
        ("a.B", #"{"A": {"b": [1]}}"#, #"{"kind":"Array","value":[1]}"#),
        ("NaN", nil, #"{"kind":"Number","value":null,"text":"NaN"}"#),
        ("-Infinity", "{}", #"{"kind":"Number","value":null,"text":"-Infinity"}"#),
        ("'é'", nil, #"{"kind":"String","value":"é"}"#),
    ])
    func `is a kind and a value`(expression: String, contexts: String?, json: String) {
        let report = evaluationReport(of: expression, contextsJSON: contexts)
        #expect(report.json == json)
        #expect(report.succeeded)
    }

    @Test(arguments: [
        ("'", nil, "lexing"), ("a", nil, "parsing"), ("a", #"{"b": 1}"#, "parsing"),
        ("fromJSON('')", nil, "evaluation"), ("1", "{", "contexts"), ("1", "[]", "contexts"),
        ("success()", nil, "parsing"),
    ])
    func `is an error with its kind`(expression: String, contexts: String?, kind: String) throws {
        let report = evaluationReport(of: expression, contextsJSON: contexts)
        #expect(!report.succeeded)
        guard case .object(let object) = try Value(json: report.json),
            case .object(let error) = object["error"]
        else {
            Issue.record("no error: \(report.json)")
            return
        }
        #expect(error["kind"] == .string(kind))
        #expect(error["message"]?.isTruthy == true)
    }
}
