import Diagnostics
import Pipelines
import Testing

@testable import Frontends

@Suite struct `A wrong pipeline` {
    static let folder = GoldenFolder(path: "fixtures/pipelines/wrong")

    private func diagnostics(_ name: String) throws -> [Diagnostic] {
        do {
            let bytes = try Self.folder.bytes("\(name).yml")
            let (pipeline, diagnostics) = NativeFrontend.read(
                try SourceFile(name: "\(name).yml", bytes: bytes)
            )
            #expect((pipeline == nil) == diagnostics.containsError)
            return diagnostics
        } catch let error as DiagnosticError {
            return error.diagnostics
        }
    }

    @Test(arguments: folder.names) func `is answered with what is expected`(name: String) throws {
        let diagnostics = try diagnostics(name)
        #expect(!diagnostics.isEmpty)
        try Self.folder.expect(DiagnosticRenderer().render(diagnostics), in: "\(name).txt")
    }

    @Test func `is there for each answer`() {
        #expect(Self.folder.orphans(suffix: ".txt") == [])
    }

    @Test func `with ten mistakes is told of all ten`() throws {
        #expect(try diagnostics("ten-mistakes").count { $0.severity == .error } >= 10)
    }
}
