/// One mistake in what the user wrote: what, where, and what to do about it.
package struct Diagnostic: Sendable, Hashable {
    /// How bad it is.
    package enum Severity: String, Sendable, Hashable {
        /// Nothing runs until it is mended.
        case error
        /// It runs, but likely not as meant.
        case warning
    }

    /// How bad it is.
    package var severity: Severity
    /// A stable name for the kind of mistake, such as `unknown-key`.
    package var code: String
    /// One sentence without a full stop: what is wrong.
    package var message: String
    /// The file it is in; nil where there is none (a value from the command line).
    package var file: SourceFile?
    /// Where in the file; nil where the whole file is meant.
    package var range: SourceRange?
    /// What to do, as an order: `add "image:" to the job`.
    package var fix: String?

    /// A mistake, with all that is known of it.
    package init(
        _ severity: Severity = .error,
        code: String,
        _ message: String,
        in file: SourceFile? = nil,
        at range: SourceRange? = nil,
        fix: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.range = range
        self.fix = fix
    }
}

/// All the mistakes of a file at once; at least one of them is an error.
package struct DiagnosticError: Error, Sendable, Hashable {
    /// In the order of the file.
    package let diagnostics: [Diagnostic]

    /// The mistakes that stopped the work.
    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}

extension Sequence where Element == Diagnostic {
    /// Whether any of them is an error rather than a warning.
    package var containsError: Bool {
        contains { $0.severity == .error }
    }
}
