import ArgumentParser
import Builds
import Diagnostics

/// Tells why an image could not be built, and which code says so.
struct BuildFailureText {
    private let style: OutputStyle

    /// A teller in a style.
    init(_ style: OutputStyle) {
        self.style = style
    }

    /// Tells of a failure.
    ///
    /// - Parameters:
    ///   - failure: What happened.
    ///   - signal: The signal that cancelled the build.
    /// - Returns: The code to end with.
    func tell(_ failure: BuildFailure, _ signal: Int32?) -> ExitCode {
        let renderer = DiagnosticRenderer(color: style.color)
        switch failure {
        case .mistakes(let mistakes): return Console.refuse(mistakes, style)
        case .command(let diagnostic, let output):
            for line in output {
                Console.tell("  | \(TerminalText.visible(line, color: style.color))")
            }
            Console.tellText(renderer.render(diagnostic))
            return ExitCode(ExitCodes.failure)
        case .host(let diagnostic):
            Console.tellText(renderer.render(diagnostic))
            return ExitCode(ExitCodes.hostFailure)
        case .cancelled:
            Console.tell("the build was cancelled")
            return ExitCode(128 + (signal ?? 2))
        }
    }
}
