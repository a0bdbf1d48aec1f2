/// Why a document or a digest is not what the image specification says.
package enum OCIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is no digest; it was never used as a path.
    case malformedDigest(String)
    /// The text names no image, by the grammar of registries.
    case malformedReference(text: String, reason: String)
    /// A document is larger than is accepted; sizes in bytes.
    case documentTooLarge(document: String, limit: Int)
    /// A document is not JSON or lacks what it must have.
    case malformedDocument(document: String, reason: String)
    /// A document can be read as an index and as a manifest, so two readers may see two images.
    case ambiguousDocument(document: String)
    /// A document says it is of another type than its descriptor does.
    case mediaTypeMismatch(document: String, expected: MediaType, found: MediaType)
    /// A document is of a kind or version that we do not read.
    case unsupportedDocument(document: String, reason: String)

    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .malformedDigest(let text):
            "\"\(text.prefix(160))\" is not a digest, such as sha256: and 64 hexadecimal digits"
        case .malformedReference(let text, let reason):
            "\"\(text.prefix(160))\" does not name an image: \(reason)"
        case .documentTooLarge(let document, let limit):
            "\(document) is larger than \(limit) bytes"
        case .malformedDocument(let document, let reason):
            "cannot read \(document): \(reason)"
        case .ambiguousDocument(let document):
            "\(document) is both an index and a manifest, so it could mean two different images"
        case .mediaTypeMismatch(let document, let expected, let found):
            "\(document) says that it is \(found), but its descriptor says \(expected)"
        case .unsupportedDocument(let document, let reason):
            "\(document) is not supported: \(reason)"
        }
    }
}
