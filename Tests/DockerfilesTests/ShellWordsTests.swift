import Testing

@testable import Dockerfiles

/// A word, the variables there are, and what it stands for; nil where it is refused.
struct WordSample: Sendable, CustomTestStringConvertible {
    var text: String
    var variables: [String: String] = [:]
    var expected: String?

    init(_ text: String, _ variables: [String: String] = [:], _ expected: String?) {
        self.text = text
        self.variables = variables
        self.expected = expected
    }

    var testDescription: String { text }

    static let quotes: [WordSample] = [
        .init("he'll'o", "hello"), .init("he'llo", nil), .init("he\\'llo", "he'llo"),
        .init("he\\\\'llo", nil), .init("abc\\tdef", "abctdef"),
        .init("\"abc\\tdef\"", "abc\\tdef"),
        .init("\"abc\\\\tdef\"", "abc\\tdef"), .init("'abc\\tdef'", "abc\\tdef"),
        .init("hello\\", "hello"), .init("hello\\\\", "hello\\"), .init("\"hello", nil),
        .init("\"hello\\\"", nil), .init("\"hel'lo\"", "hel'lo"), .init("'hello\\'", "hello\\"),
        .init("\"''\"", "''"), .init("$.", "$."), .init("he$1x", "hex"), .init("he$.x", "he$.x"),
        .init("he$pwd.", "he."), .init("he$PWD", "he/home"), .init("he\\$PWD", "he$PWD"),
        .init("\"he\\$PWD\"", "he$PWD"), .init("'he\\$PWD'", "he\\$PWD"), .init("'$PWD'", "$PWD"),
        .init("\"$PWD\"", "/home"), .init("$PWD$KOREAN", "/home한국어"),
        .init("안녕하세요\\tХорошо", "안녕하세요tХорошо"), .init("$", "$"), .init("a$", "a$"),
    ]

    static let braces: [WordSample] = [
        .init("he${PWD}llo", "he/homello"), .init("he${}xx", nil), .init("he${", nil),
        .init("he${PWD", nil), .init("he${PWD:", nil), .init("he${hi:)", nil),
        .init("he${PWD:-000}xx", "he/homexx"), .init("he${XXX:-000}xx", "he000xx"),
        .init("he${XXX:-$PWD}xx", "he/homexx"), .init("he${XXX:-${PWD:-yyy}}xx", "he/homexx"),
        .init("he${XXX:-${YYY:-yyy}}xx", "heyyyxx"), .init("he${NULL:-000}xx", "he000xx"),
        .init("he${NULL-000}xx", "hexx"), .init("he${XXX-000}xx", "he000xx"),
        .init("he${PWD:+00}xx", "he00xx"), .init("he${XXX:+00}xx", "hexx"),
        .init("he${NULL+00}xx", "he00xx"), .init("he${NULL:+00}xx", "hexx"),
        .init("he${PWD:?}xx", "he/homexx"), .init("he${NULL:?}xx", nil), .init("he${XXX?no}", nil),
        .init("he${NULL?no}xx", "hexx"), .init("${PWD=x}", nil), .init("${{aaa}", nil),
        .init("${:aaa}", nil), .init("${PWD:=x}", nil), .init("${PWD#/}", "home"),
        .init("a ${XXX:-b c} d", "a b c d"), .init("${XXX:-'}'}x", "}x"),
        .init("${XXX:-\\}}x", "}x"),
    ]

    static let patterns: [WordSample] = [
        .init("${FOO#()[]{\\}^$.\\*\\?|\\\\}", ["FOO": "()[]{}^$.*?|\\x"], "x"),
        .init("${FOO%%\\**}", ["FOO": "xx**"], "xx"), .init("${FOO#*x*y}", ["FOO": "xxyy"], "y"),
        .init("${FOO#*}", ["FOO": "xxyy"], "xxyy"), .init("${FOO##*}", ["FOO": "xxyy"], ""),
        .init("${FOO#$BAR}", ["FOO": "xxyy", "BAR": "x"], "xyy"),
        .init("${FOO#}", ["FOO": "xxyy"], "xxyy"), .init("${FOO##*x}", ["FOO": "xxyy"], "yy"),
        .init("${FOO#?\\?}", ["FOO": "???y"], "?y"),
        .init("${ABC:-.}${FOO%x}${ABC:-.}", ["FOO": "xxyy"], ".xxyy."),
        .init("${FOO%%\\**\\*}", ["FOO": "a***yy*"], "a"),
        .init("${FOO%y*}", ["FOO": "xyxyx"], "xyx"),
        .init("${FOO%%y*}", ["FOO": "xyxyx"], "x"), .init("${FOO#\\x}", ["FOO": "x"], nil),
        .init(
            "${FOO/$NEEDLE/.} - ${FOO//$NEEDLE/.}",
            ["FOO": "/foo*/*/*.txt", "NEEDLE": "\\*/"],
            "/foo.*/*.txt - /foo..*.txt"
        ),
        .init(
            "${FOO/$NEEDLE/} - ${FOO//$NEEDLE/}",
            ["FOO": "/tmp/tmp/bar.txt", "NEEDLE": "/tmp"],
            "/tmp/bar.txt - /bar.txt"
        ),
        .init(
            "${FOO/$NEEDLE/$BY} - ${FOO//$NEEDLE/$BY}",
            ["FOO": "/a/foo/b/c.txt", "NEEDLE": "/?/", "BY": "/"],
            "/foo/b/c.txt - /foo/c.txt"
        ),
        .init("${FOO//\\//\\/}", ["FOO": "/tmp/foo.txt"], "\\/tmp\\/foo.txt"),
        .init("${FOO/$BAR/ww}", ["FOO": "xxyy", "BAR": ""], "wwxxyy"),
        .init("${FOO//ww}", ["FOO": "xxyy"], nil), .init("${FOO//}", ["FOO": "xxyy"], nil),
        .init("${FOO///}", ["FOO": "xxyy"], "xxyy"), .init("${FOO///}", [:], ""),
        .init("${FOO:#x}", ["FOO": "x"], nil),
    ]

    private init(_ text: String, _ expected: String?) {
        self.init(
            text,
            ["PWD": "/home", "SHELL": "bash", "KOREAN": "한국어", "NULL": ""],
            expected
        )
    }
}

@Suite struct `A word with variables` {
    @Test(arguments: WordSample.quotes + WordSample.braces + WordSample.patterns)
    func `stands for what BuildKit takes it for`(sample: WordSample) {
        let word = try? ShellWords().word(sample.text) { sample.variables[$0] }
        #expect(word == sample.expected)
    }

    @Test func `falls apart at white space that no quote holds together`() throws {
        let variables = ["hello": "hello", "two": "a b"]
        func words(_ text: String) throws -> [String] {
            try ShellWords().process(text) { variables[$0] }.words
        }
        #expect(try words("hello there") == ["hello", "there"])
        #expect(try words("'hello there'") == ["hello there"])
        #expect(try words("\"hello there\"") == ["hello there"])
        #expect(try words("hel\"lo the\"re x") == ["hello there", "x"])
        #expect(try words("a\\ b c") == ["a b", "c"])
        #expect(try words("$two") == ["a", "b"])
        #expect(try words("\"$two\"") == ["a b"])
        #expect(try words("${none:-x y} z") == ["x", "y", "z"])
        #expect(try words("$none").isEmpty)
    }

    @Test func `tells which variables it has looked up`() throws {
        let result = try ShellWords().process("${FOO:-a}$BAR") { $0 == "FOO" ? "x" : nil }
        #expect(result.used == ["FOO"])
        #expect(result.missing == ["BAR"])
    }

    @Test func `says what the file says of a variable that has to be set`() {
        let error = #expect(throws: WordError.self) {
            try ShellWords().word("${VAR:?message here $ARG}") { $0 == "ARG" ? "x" : nil }
        }
        #expect(error?.description == "VAR: message here x")
    }

    @Test func `takes another escape`() throws {
        #expect(try ShellWords(escape: "`").word("a`$b\\c") { _ in nil } == "a$b\\c")
    }

    @Test func `does not go as deep as somebody likes`() {
        let text = String(repeating: "${a:-", count: 5000) + String(repeating: "}", count: 5000)
        #expect(throws: WordError.self) { try ShellWords().word(text) { _ in nil } }
    }
}
