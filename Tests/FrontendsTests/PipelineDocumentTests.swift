import Diagnostics
import Expressions
import Testing

@testable import Frontends

@Suite struct `The page on pipelines` {
    private static let folder = GoldenFolder(path: "docs")
    private static let name = "PIPELINE.md"

    private static func page() -> String {
        let bytes = (try? folder.bytes(name)) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The texts of the YAML examples, each with the number of its first line.
    private static var examples: [(line: Int, text: String)] {
        var examples: [(line: Int, text: String)] = []
        var isInside = false
        for (number, line) in page().split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if isInside, line != "```" { examples[examples.count - 1].text += line + "\n" }
            if line == "```yaml" { examples.append((number + 2, "")) }
            isInside = line == "```yaml" || isInside && line != "```"
        }
        return examples
    }

    @Test func `has examples, and each of them is right`() throws {
        #expect(Self.examples.count >= 6)
        let checker = SchemaChecker(root: try Value(json: NativeSchema.json))
        for example in Self.examples {
            let file = SourceFile(name: "docs/PIPELINE.md:\(example.line)", text: example.text)
            let (pipeline, diagnostics) = NativeFrontend.read(file)
            #expect(pipeline != nil)
            #expect(DiagnosticRenderer().render(diagnostics) == "")
            let root = try #require(YAMLDocument(reading: file).root)
            #expect(checker.problems(root.value) == [])
        }
    }

    @Test func `has the tables that the reader's keys and places make`() throws {
        var lines: [String] = []
        var isTable = false
        for line in Self.page().split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "<!-- end -->" { isTable = false }
            if !isTable { lines.append(String(line)) }
            guard let table = Self.table(for: String(line)) else { continue }
            lines += table
            isTable = true
        }
        try Self.folder.expect(lines.joined(separator: "\n"), in: Self.name)
    }

    @Test(arguments: NativeMapping.allCases) func `has a table for each mapping`(
        mapping: NativeMapping
    ) {
        #expect(Self.page().contains("<!-- keys: \(mapping.rawValue) -->"))
    }

    // MARK: Tables

    private static func table(for line: String) -> [String]? {
        if line == "<!-- places -->" { return places }
        let mapping = NativeMapping.allCases.first { line == "<!-- keys: \($0.rawValue) -->" }
        return mapping.map(keys)
    }

    private static func keys(of mapping: NativeMapping) -> [String] {
        let rows = mapping.fields.map { name, facts in
            let fallback = facts.isRequired ? "must be there" : facts.fallback ?? ""
            return "| `\(name)` | \(facts.type.words) | \(facts.summary) | \(fallback) |"
        }
        return ["| key | what stands there | what it means | left out |", "|---|---|---|---|"]
            + rows
    }

    private static var places: [String] {
        let rows = NativePlace.allCases.map { place in
            let contexts = place.contexts.map { "`\($0)`" }.joined(separator: ", ")
            let functions = place.functions.map { "`\($0.name)()`" }.joined(separator: ", ")
            return "| \(place.keys) | \(contexts) | \(functions) |"
        }
        return ["| where | contexts | functions beside those above |", "|---|---|---|"] + rows
    }
}
