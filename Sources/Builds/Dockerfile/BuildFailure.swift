package import Diagnostics

/// Why an image could not be built.
package enum BuildFailure: Error, Sendable {
    /// The file asks for what cannot be: all that is wrong.
    case mistakes([Diagnostic])
    /// A command failed: where it stands, and the last lines that it wrote.
    case command(Diagnostic, output: [String])
    /// The host or a registry failed: where in the file, and why.
    case host(Diagnostic)
    /// Somebody gave up.
    case cancelled
}

extension BuildFailure: CustomStringConvertible {
    /// What went wrong, with the places in the file, on as many lines as it takes.
    package var description: String {
        let renderer = DiagnosticRenderer()
        let text =
            switch self {
            case .mistakes(let mistakes): renderer.render(mistakes)
            case .command(let diagnostic, let output):
                output.map { "  | \($0)\n" }.joined() + renderer.render(diagnostic)
            case .host(let diagnostic): renderer.render(diagnostic)
            case .cancelled: "the build was cancelled"
            }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
