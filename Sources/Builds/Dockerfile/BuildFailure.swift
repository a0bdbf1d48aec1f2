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
