/// Something in a report file that was repaired, left out or contradictory.
package struct ReportWarning: Sendable, Hashable {
    /// What sort of thing it is.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The file is empty or no report.
        case unreadable
        /// The file ends inside the report; a case that was being written is left out.
        case incomplete
        /// The markup is wrong and was repaired: quotes, tags, text outside of the report.
        case notWellFormed
        /// Characters that XML does not allow were dropped.
        case illegalCharacter
        /// Bytes that are no text in the file's encoding, or a wrong encoding declaration.
        case encoding
        /// A document type declaration was skipped; its entities stay as they are written.
        case doctype
        /// An attribute gives a number that differs from what was counted.
        case declaredCount
        /// A duration or a timestamp could not be read and counts as unknown.
        case time
        /// A text was cut, or something was left out, since it was too large.
        case limit
    }

    /// What sort of thing it is.
    package var kind: Kind
    /// One sentence without a full stop.
    package var message: String
    /// The file as the caller named it.
    package var file: String
    /// The line, counted from 1.
    package var line: Int
    /// The column, counted from 1 in Unicode scalars.
    package var column: Int
    /// The text around the place, with control characters made visible; at most 80 characters.
    package var excerpt: String

    /// A warning and its place.
    package init(
        _ kind: Kind,
        _ message: String,
        file: String,
        line: Int,
        column: Int,
        excerpt: String = ""
    ) {
        self.kind = kind
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.excerpt = excerpt
    }
}
