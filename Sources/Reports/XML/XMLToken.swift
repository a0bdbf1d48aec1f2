/// The next piece of a document, as ranges of its bytes.
enum XMLToken {
    /// Text in which references such as `&lt;` are to be replaced.
    case text(Range<Int>)
    /// What a CDATA section holds: text to be taken as it is.
    case characterData(Range<Int>)
    /// The beginning of a start tag; the scanner stands behind the name and waits for
    /// `readAttributes` or `takeAsText`.
    case startTag(name: Range<Int>, at: Int)
    /// A whole end tag.
    case endTag(name: Range<Int>, at: Int)
    /// An XML declaration, with which a document begins.
    case declaration(at: Int)
    /// A document type declaration, passed over unread.
    case doctype(at: Int)
    /// Markup that the end of the input cuts off.
    case cut(at: Int)
}

/// A name and the raw text between the quotes.
struct XMLAttribute {
    var name: Range<Int>
    var value: Range<Int>
}

/// How a start tag ended.
enum XMLTagEnd {
    /// `>`: there is content.
    case open
    /// `/>`: there is none.
    case closed
    /// The input ended first.
    case cut
}
