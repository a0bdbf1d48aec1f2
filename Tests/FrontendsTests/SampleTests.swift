import Diagnostics
import Expressions
import Pipelines
import Testing

@testable import Frontends

@Suite struct `A sample pipeline` {
    static let folder = GoldenFolder(path: "pipelines/native")
    private static let inputs = RunInputs(
        git: GitFacts(
            sha: "0123456789abcdef0123456789abcdef01234567",
            ref: "refs/heads/main",
            branch: "main",
            tree: "fedcba9876543210fedcba9876543210fedcba98"
        )
    )

    private func plan(_ name: String) throws -> Plan {
        let path = "\(Self.folder.path)/\(name).yml"
        let file = try SourceFile(name: path, bytes: Self.folder.bytes("\(name).yml"))
        let (pipeline, diagnostics) = NativeFrontend.read(file)
        #expect(DiagnosticRenderer().render(diagnostics) == "")
        return try Pipelines.plan(try #require(pipeline), for: Self.inputs)
    }

    @Test(arguments: folder.names) func `gives the expected plan`(name: String) throws {
        try Self.folder.expect(try plan(name).text, in: "\(name).plan.txt")
    }

    @Test func `gives the expected plan as JSON, DOT and Mermaid too`() throws {
        let plan = try plan("every-key")
        try Self.folder.expect(plan.json, in: "every-key.plan.json")
        try Self.folder.expect(plan.dot, in: "every-key.plan.dot")
        try Self.folder.expect(plan.mermaid, in: "every-key.plan.mermaid")
        _ = try Value(json: plan.json)
    }

    @Test func `is there for each plan, and there are enough`() {
        #expect(Self.folder.orphans(suffix: ".plan.txt") == [])
        #expect(Self.folder.names.count >= 10)
    }
}
