import Diagnostics
import Frontends
import Pipelines

/// Looks for every mistake that can be found without a commit: what the reader finds, and what planning finds.
enum PipelineCheck {
    /// The mistakes of a file, in its order.
    static func diagnostics(of file: SourceFile) -> [Diagnostic] {
        let (pipeline, diagnostics) = Dialect.native.read(file)
        guard let pipeline, !diagnostics.containsError else { return diagnostics }
        let unborn = String(repeating: "0", count: 40)
        let facts = GitFacts(sha: unborn, ref: "refs/heads/main", branch: "main", tree: unborn)
        do {
            _ = try plan(pipeline, for: RunInputs(git: facts))
            return diagnostics
        } catch {
            return diagnostics + error.diagnostics
        }
    }
}
