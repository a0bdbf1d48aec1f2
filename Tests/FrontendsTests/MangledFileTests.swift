import Diagnostics
import Expressions
import Pipelines
import Testing

@testable import Frontends

@Suite struct `A mangled pipeline` {
    private static let samples = GoldenFolder(path: "pipelines/native")
    private static let wrong = GoldenFolder(path: "fixtures/pipelines/wrong")
    private static let scraps = [
        "*", "&a ", "<<: *a", "- ", ": ", "? ", "[", "]", "{", "}", "'", "\"", "|\n", ">\n", "#",
        "!x ",
        "%", "@", "\t", "\n", "\r\n", "  ", "${{", "}}", "${{ matrix.x }}", "~", "é", "\u{2028}",
        "\u{85}", "\u{E000}", "\u{FEFF}", "\u{0}", "---\n", "...\n", "0o17", ".nan", "\\", ",",
    ]

    private func text(_ folder: GoldenFolder, _ name: String) throws -> String {
        String(decoding: try folder.bytes("\(name).yml"), as: UTF8.self)
    }

    /// A text with some stretches taken out, doubled or replaced.
    private func mangled(_ text: String, _ generator: inout SeededGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let start = Int.random(in: 0...scalars.count, using: &generator)
            let length = Int.random(in: 0...min(12, scalars.count - start), using: &generator)
            let stretch = start..<start + length
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: scalars.removeSubrange(stretch)
            case 1: scalars.insert(contentsOf: scalars[stretch], at: start)
            default:
                let scrap = Self.scraps.randomElement(using: &generator) ?? ""
                scalars.replaceSubrange(stretch, with: scrap.unicodeScalars)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Whether every mistake stands at a place that the file has.
    private func areInside(_ diagnostics: [Diagnostic], _ text: String) -> Bool {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return diagnostics.compactMap(\.range).allSatisfy { range in
            [range.start, range.end].allSatisfy { position in
                (1...lines.count).contains(position.line)
                    && (1...lines[position.line - 1].count + 1).contains(position.column)
            } && range.start <= range.end
        }
    }

    private func check(_ text: String) {
        let (pipeline, diagnostics) = NativeFrontend.read(SourceFile(name: "a.yml", text: text))
        #expect((pipeline == nil) == diagnostics.containsError, "\(text)")
        #expect(areInside(diagnostics, text), "\(DiagnosticRenderer().render(diagnostics)) \(text)")
        guard let pipeline else { return }
        let inputs = RunInputs(git: GitFacts(sha: "0", tree: "1"))
        do {
            let plan = try plan(pipeline, for: inputs)
            #expect(Set(plan.jobs.map(\.slug)).count == plan.jobs.count)
            #expect(!plan.text.isEmpty)
        } catch {
            #expect(error.diagnostics.containsError, "\(text)")
        }
    }

    @Test(arguments: samples.names) func `is read or answered`(name: String) throws {
        var generator = SeededGenerator(state: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        let text = try text(Self.samples, name)
        for _ in 0..<150 { check(mangled(text, &generator)) }
    }

    @Test func `is answered where it was wrong before`() throws {
        var generator = SeededGenerator(state: 1)
        for name in Self.wrong.names where name != "not-utf8" {
            let text = try text(Self.wrong, name)
            for _ in 0..<20 { check(mangled(text, &generator)) }
        }
    }
}
