package import Diagnostics
package import Pipelines

/// A language in which pipelines are written.
package enum Dialect: String, Sendable, Hashable, CaseIterable {
    /// Cuvette's own.
    case native

    /// Reads a file of this language.
    ///
    /// - Parameter file: The text, with the name under which mistakes speak of it.
    /// - Returns: The pipeline, nil after an error, and the mistakes in the order of the file, warnings too.
    package func read(_ file: SourceFile) -> (pipeline: Pipeline?, diagnostics: [Diagnostic]) {
        switch self {
        case .native: NativeFrontend.read(file)
        }
    }
}
