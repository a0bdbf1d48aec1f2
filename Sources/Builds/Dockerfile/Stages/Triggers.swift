import Diagnostics
import Dockerfiles

/// The `ONBUILD` instructions of the image or stage that a stage begins with, read as a file of their own.
struct Triggers {
    /// What is carried out, in order.
    let instructions: [Instruction]
    private let file: SourceFile

    /// Reads them.
    ///
    /// - Parameters:
    ///   - texts: As the configuration has them.
    ///   - base: What the stage begins with, for messages.
    /// - Throws: `BuildFailure.mistakes`, with their places in the texts.
    init(_ texts: [String], of base: String) throws(BuildFailure) {
        file = SourceFile(
            name: "ONBUILD of \(base)",
            text: "FROM scratch\n" + texts.joined(separator: "\n") + "\n"
        )
        guard !texts.isEmpty else {
            instructions = []
            return
        }
        do {
            instructions = try Dockerfile(file).stages.flatMap(\.instructions)
        } catch {
            throw BuildFailure.mistakes(error.diagnostics)
        }
    }

    /// A failure of one of them, told with its place in the texts.
    func placed(_ failure: BuildFailure) -> BuildFailure {
        switch failure {
        case .mistakes(let found): .mistakes(found.map(placed))
        case .command(let diagnostic, let output): .command(placed(diagnostic), output: output)
        case .host(let diagnostic): .host(placed(diagnostic))
        case .cancelled: .cancelled
        }
    }

    private func placed(_ diagnostic: Diagnostic) -> Diagnostic {
        var diagnostic = diagnostic
        diagnostic.file = file
        return diagnostic
    }
}
