import Diagnostics
import Expressions
import Pipelines
import Testing

@testable import Frontends

extension YAMLDocument {
    /// The messages with their places, one a line.
    fileprivate var messages: [String] {
        diagnostics.map { diagnostic in
            let start = diagnostic.range?.start
            return "\(start.map { "\($0.line):\($0.column): " } ?? "")\(diagnostic.message)"
        }
    }
}

/// The document of a text.
private func document(_ text: String) -> YAMLDocument {
    YAMLDocument(reading: SourceFile(name: "a.yml", text: text))
}

extension YAMLNode {
    /// The node as text in the manner of JSON.
    fileprivate var summary: String {
        switch content {
        case .scalar(let scalar):
            if case .string(let text) = scalar.value { "'\(text)'" } else { scalar.value.text }
        case .sequence(let nodes): "[" + nodes.map(\.summary).joined(separator: ", ") + "]"
        case .unreadable: "?"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key.value): \($0.node.summary)" }.joined(separator: ", ")
                + "}"
        }
    }
}

@Suite struct `A YAML document` {
    @Test func `keeps the order and kinds of its values`() {
        let root = document("b: [1, x, true]\na: {c: ~, d: '5'}\n").root
        #expect(root?.summary == "{b: [1, 'x', true], a: {c: , d: '5'}}")
    }

    @Test func `puts what an anchor names in the place of an alias`() {
        let root = document("a: &x [1, 2]\nb: [*x, *x]\nc: &x 3\nd: *x\n").root
        #expect(root?.summary == "{a: [1, 2], b: [[1, 2], [1, 2]], c: 3, d: 3}")
    }

    @Test func `leaves stars alone in texts, scripts and comments`() {
        let text = "a: 'rm *.o' # *x\nb: |\n  rm *.o\nc: ls *.c\n"
        #expect(document(text).root?.summary == "{a: 'rm *.o', b: 'rm *.o\n', c: 'ls *.c'}")
    }

    @Test func `takes a byte order mark and CR LF`() {
        let document = document("\u{FEFF}a: 1\r\nb: |\r\n  x\r\n  y\r\n<<: 1\r\n")
        #expect(document.root?.summary == "{a: 1, b: 'x\ny\n'}")
        #expect(document.messages == ["5:1: merge keys (\"<<\") are not part of YAML 1.2"])
    }

    @Test(arguments: [
        ("", "the file has no content"),
        ("# only a comment\n", "the file has no content"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; a pipeline is one document"),
        ("a: *b\n", "1:4: no anchor \"&b\" stands above this alias"),
        ("a: &b [*b]\n", "1:8: no anchor \"&b\" stands above this alias"),
        ("a: [*.log]\n", "1:5: no anchor \"&.log\" stands above this alias"),
        ("a: !custom x\n", "1:4: tags such as \"!custom\" are not supported"),
        ("a: !!binary eA==\n", "1:4: tags such as \"!!binary\" are not supported"),
        ("a: !!set {x}\n", "1:4: tags such as \"!!set\" are not supported"),
        ("? [a]\n: 1\n", "1:3: a key must be a text"),
        ("a: &a x\n*a : 1\n", "2:1: a key must be a text"),
        ("a: \u{7}\n", "1:4: the character U+0007 may not stand in a YAML file"),
        ("1: a\n'1': b\n", "2:1: key \"1\" stands twice in one mapping; first at 1:1"),
    ])
    func `tells what it does not take`(text: String, message: String) {
        #expect(document(text).messages == [message])
    }

    @Test(arguments: [
        ("a:\n\tb: 1\n", "2:1", "indent with spaces; a tab is not indentation"),
        ("a: b: c\n", "1:5", "put a text with \": \" in quotes, or mend the indentation"),
        ("a: @b\n", "1:4", "put the text in quotes"),
        ("a: 1\n b: 2\n", "2:3", "put a text with \": \" in quotes, or mend the indentation"),
        ("a: \"x\n", "1:4", "close the quote"),
        (
            "a:\n  b: 1\n c: 2\n", "3:2",
            "mend the indentation: entries of one mapping or list begin in one column"
        ),
    ])
    func `says where it is no YAML and what to do`(text: String, place: String, fix: String) {
        let diagnostic = document(text).diagnostics.first
        let start = diagnostic?.range?.start
        #expect(start.map { "\($0.line):\($0.column)" } == place)
        #expect(diagnostic?.fix == fix)
    }

    @Test func `tells every repeated key and what else is wrong`() {
        let document = document("a: 1\nb:\n  c: 1\n  c: 2\n  c: 3\na: !x 2\n\"a\": 3\n")
        #expect(
            document.messages.sorted() == [
                "4:3: key \"c\" stands twice in one mapping; first at 3:3",
                "5:3: key \"c\" stands twice in one mapping; first at 4:3",
                "6:1: key \"a\" stands twice in one mapping; first at 1:1",
                "6:4: tags such as \"!x\" are not supported",
                "7:1: key \"a\" stands twice in one mapping; first at 6:1",
            ]
        )
        #expect(document.root?.summary == "{b: {c: 3}, a: 3}")
    }
}

@Suite struct `A hostile YAML document` {
    private func isRefused(_ text: String, _ code: String) -> Bool {
        let start = ThreadTime.now
        let codes = document(text).diagnostics.map(\.code)
        return codes.contains(code) && codes.count <= Bounds.mistakes
            && ThreadTime.now - start < .seconds(10)
    }

    /// Aliases of aliases: ten to the power of the number of lines values.
    private var laughs: String {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let alias = "*a\(level - 1)"
            text +=
                "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ","))]\n"
        }
        return text
    }

    @Test func `of a billion laughs is refused`() {
        #expect(isRefused(laughs, "too-many-nodes"))
    }

    @Test func `with a billion laughs as a key is refused`() {
        #expect(isRefused(laughs + "? *a30\n: 1\n? [*a30]\n: 2\n", "key-not-text"))
    }

    @Test func `that is nested too deep is refused`() {
        #expect(isRefused(String(repeating: "[", count: 100_000), "yaml"))
        #expect(isRefused(String(repeating: "- ", count: 70) + "x", "too-deep"))
        let chain = (1...80).reduce("a0: &a0 [x]\n") { $0 + "a\($1): &a\($1) [*a\($1 - 1)]\n" }
        #expect(isRefused(chain, "too-deep"))
    }

    @Test func `that is too large is refused`() {
        #expect(isRefused("a: " + String(repeating: "x", count: 1 << 20), "file-too-large"))
        #expect(isRefused(String(repeating: "- a\n", count: 200_000), "too-many-nodes"))
    }

    @Test func `with many repeated keys is refused`() {
        #expect(isRefused(String(repeating: "a: 1\n", count: 1_000), "too-many-mistakes"))
    }

    @Test func `with every private character is refused`() {
        let area = (0xE000...0xF8FF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
        let text = "a: \"" + String(String.UnicodeScalarView(area)) + "\"\n"
        #expect(isRefused(text, "private-characters"))
    }

    /// A fifth of what is taken: what grows with the square of the size would take minutes.
    @Test(arguments: [
        String(repeating: "[", count: 999) + String(repeating: "a,", count: 100_000),
        String(repeating: "a: [", count: 900) + String(repeating: "x: y, ", count: 30_000),
        String(repeating: " ", count: 200_000),
        "a: '" + String(repeating: " ", count: 200_000) + "'",
        "a: \"" + String(repeating: "\n", count: 200_000) + "\"",
        "a: >\n" + String(repeating: " x\n\n", count: 50_000),
        "a: |\n" + String(repeating: " \n", count: 100_000),
        String(repeating: "&a ", count: 60_000),
        String(repeating: "? ", count: 100_000),
        String(repeating: "{a: ", count: 50_000),
        String(repeating: "!x ", count: 60_000),
        String(repeating: "%A\n", count: 60_000),
        "a: " + String(repeating: "\"", count: 200_000),
        String(repeating: "'a': 1\n", count: 28_000),
    ])
    func `takes no more time than its size`(text: String) {
        let start = ThreadTime.now
        _ = document(text)
        #expect(ThreadTime.now - start < .seconds(10))
    }
}
