import Diagnostics
import Pipelines
import Testing

@testable import Frontends

@Suite struct `The reader of the quarantine` {
    private let folder = GoldenFolder(path: "fixtures/quarantine")

    private func read(_ text: String) throws -> (quarantine: Quarantine, diagnostics: [Diagnostic])
    {
        QuarantineReader.read(
            try SourceFile(name: ".cuvette/quarantine.yml", bytes: Array(text.utf8))
        )
    }

    @Test func `takes ids and names`() throws {
        let (quarantine, diagnostics) = try read(
            """
            - {test: "t:3fa9c1", owner: ada, reason: "times out, see #12", expires: 2026-12-31}
            - test: ParserTests.reads*
              owner: bob
              reason: needs a display
              expires: 2027-01-01
            """
        )
        #expect(diagnostics.isEmpty)
        #expect(quarantine.tests.map(\.test.value) == ["t:3fa9c1", "ParserTests.reads*"])
        #expect(quarantine.tests.map(\.owner) == ["ada", "bob"])
        #expect(quarantine.tests.map(\.expires.description) == ["2026-12-31", "2027-01-01"])
        #expect(try read("# nothing\n").diagnostics.isEmpty)
        #expect(try read("[]\n").quarantine.tests.isEmpty)
    }

    @Test func `tells every mistake with its place`() throws {
        let bytes = try folder.bytes("wrong.yml")
        let file = try SourceFile(name: ".cuvette/quarantine.yml", bytes: bytes)
        let diagnostics = QuarantineReader.read(file).diagnostics
        try folder.expect(DiagnosticRenderer().render(diagnostics), in: "wrong.txt")
        #expect(diagnostics.count >= 8)
        #expect(try read("test: a\n").diagnostics.containsError)
    }
}
