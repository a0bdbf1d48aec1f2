package import Diagnostics
package import Expressions

/// The values over which a job is repeated, as written.
///
/// The outermost node is a mapping of vectors with the keys `include` and `exclude` among them, or a template
/// that gives such a mapping.
package struct Matrix: Sendable, Hashable {
    /// The mapping or the template.
    package var root: MatrixNode

    /// A matrix as written.
    package init(_ root: MatrixNode) {
        self.root = root
    }
}

/// A piece of a matrix as written: data that may hold templates at any depth.
package indirect enum MatrixNode: Sendable, Hashable {
    /// Data without templates.
    case value(Located<Value>)
    /// A text with `${{ }}`; a text that is one template alone gives a value of any kind.
    case template(Placed<Template>)
    /// A sequence.
    case list([MatrixNode], at: SourceRange)
    /// A mapping, in the order of the file.
    case object([Entry], at: SourceRange)

    /// A key of a mapping and what stands under it.
    package struct Entry: Sendable, Hashable {
        /// The key and where it stands.
        package var key: Located<String>
        /// What stands under it.
        package var node: MatrixNode

        /// A key and what stands under it.
        package init(_ key: Located<String>, _ node: MatrixNode) {
            self.key = key
            self.node = node
        }
    }

    /// Where it stands.
    package var range: SourceRange {
        switch self {
        case .value(let value): value.range
        case .template(let template): template.range
        case .list(_, at: let range), .object(_, at: let range): range
        }
    }
}
