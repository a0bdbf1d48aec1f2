import Diagnostics
import Pipelines
import Testing

@testable import Frontends

@Suite struct `The letters of a scalar` {
    /// For each `X` in the first value of a mapping, the place to which it is traced.
    private func places(_ text: String) -> [String] {
        let document = YAMLDocument(reading: SourceFile(name: "a.yml", text: text))
        guard case .mapping(let entries) = document.root?.content,
            case .scalar(let scalar) = entries.first?.node.content
        else { return ["no scalar: \(document.diagnostics)"] }
        return scalar.text.unicodeScalars.enumerated().filter { $1 == "X" }.map { offset, _ in
            let position = scalar.map.position(at: offset)
            return "\(position.line):\(position.column)"
        }
    }

    @Test(arguments: [
        ("a: 1X3", ["1:5"]),
        ("a: X é X\n", ["1:4", "1:8"]),
        ("a: X\n   b\n\n   cX\n", ["1:4", "4:5"]),
        ("a: 'X''X'", ["1:5", "1:8"]),
        ("a: 'X \n\n\n  X'", ["1:5", "4:3"]),
        ("a: \"\\tX\\u0041X\\\"X\"", ["1:7", "1:14", "1:17"]),
        ("a: \"\\x58X\"", ["1:5", "1:9"]),
        ("a: \"one \\\n   X\"", ["2:4"]),
        ("a: \"one\n\n   X   \n X\"", ["3:4", "4:2"]),
        ("a: \"X \\\n\n X\"", ["1:5", "3:2"]),
        ("a: |\n  X\n    X\n\n  X\n", ["2:3", "3:5", "5:3"]),
        ("a: |-\n  X\n  oneX", ["2:3", "3:6"]),
        ("a: |2\n    X\n   X\n", ["2:5", "3:4"]),
        ("a: |+ # comment\n\n  X\n\n\n", ["3:3"]),
        ("a: |\r\n  X\r\n  aX\r\n", ["2:3", "3:4"]),
        ("a: >\n  X\n  X\n\n  X\n", ["2:3", "3:3", "5:3"]),
        ("a: >\n  one\n    X\n  X\n", ["3:5", "4:3"]),
        ("a: >-\n\n  X\n  two\n\n", ["3:3"]),
        ("a: &x X", ["1:7"]),
        ("a: !!str 'X'", ["1:11"]),
        ("a: &x !!str # why\n  X", ["2:3"]),
        ("\u{FEFF}a: X", ["1:5"]),
        ("{a: X, b: 1}", ["1:5"]),
    ])
    func `are found where they were written`(text: String, places expected: [String]) {
        #expect(places(text) == expected)
    }

    @Test func `are found whatever the scalar is made of`() {
        let alphabet = ["X", " ", "\n", "\n\n", "a", "é", "'", "#x", ": ", "\t"]
        var generator = SeededGenerator(state: 42)
        for _ in 0..<300 {
            let body = (0..<12).map { _ in alphabet.randomElement(using: &generator) ?? "" }
                .joined()
            let lines = ("X" + body).split(separator: "\n", omittingEmptySubsequences: false)
            let block = lines.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
            for header in ["|", "|-", "|+", ">", ">-", ">+"] {
                let text = "a: \(header)\n\(block)\n"
                #expect(traces(text), "\(text.debugDescription)")
            }
        }
    }

    /// Whether every X of the value is traced to an X of the text, each to another one and in order.
    private func traces(_ text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Array($0.unicodeScalars) }
        var written: [String] = []
        for (line, scalars) in lines.enumerated() {
            for (column, scalar) in scalars.enumerated() where scalar == "X" {
                written.append("\(line + 1):\(column + 1)")
            }
        }
        return places(text) == written
    }
}
