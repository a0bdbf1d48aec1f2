package import Diagnostics

/// A value that must not be shown, known by its name and by where it is got.
package struct Secret: Sendable, Hashable {
    /// Where the value is got when the run begins.
    package enum Source: Sendable, Hashable {
        /// A variable of the environment in which Cuvette was started.
        case environment(String)
        /// The whole of a file without a line feed at its end; the path is absolute or relative to the repository.
        case file(path: String)
        /// A question to the person at the terminal.
        case prompt(String)
    }

    /// Where the value is got.
    package var source: Source
    /// Where the file names it, for a message when the value cannot be got.
    package var range: SourceRange

    /// A secret to be got from a source.
    package init(_ source: Source, at range: SourceRange) {
        self.source = source
        self.range = range
    }
}
