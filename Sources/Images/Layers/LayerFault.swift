package import HostSystem
package import OCI

/// What is wrong with a layer, or came in the way of unpacking it.
package enum LayerFault: Error, Sendable, Hashable {
    /// The archive ends in the middle of an entry.
    case truncated
    /// A header is not what a header of a tar archive looks like.
    case damagedHeader(String)
    /// An entry is of a kind that has no place in a layer; its type flag.
    case unsupportedType(UInt8)
    /// The compressed data cannot be read.
    case compression(String)
    /// A name holds a zero byte or has no bytes at all.
    case malformedName
    /// A name has more bytes than a path can have.
    case nameTooLong(limit: Int)
    /// A name has too many components.
    case tooDeep(limit: Int)
    /// A name leads out of the layer.
    case leadsOut
    /// A whiteout hides nothing that could be there: `.wh.`, `.wh..`, `.wh...`, or a name below a whiteout.
    case malformedWhiteout
    /// The root of the layer is to be something else than a directory.
    case rootIsNoDirectory
    /// The parent of the entry is in this layer and not a directory.
    case parentIsNoDirectory(String)
    /// Symbolic links on the way to the parent lead in a circle, or nearly.
    case tooManyLinks
    /// A hard link leads to what this layer does not hold.
    case missingLinkTarget(String)
    /// A hard link leads to a directory or a device.
    case unsupportedLinkTarget(String)
    /// There are more entries than is accepted, or their names and attributes take more memory than there is for them.
    case tooManyEntries(limit: Int)
    /// There are more bytes than is accepted.
    case tooManyBytes(limit: Int64)
    /// The blob has another size than its descriptor says; bytes.
    case wrongSize(expected: Int64, found: Int64)
    /// The blob has another digest than its descriptor says.
    case wrongDigest(expected: Digest, found: Digest)
    /// The uncompressed layer has another digest than the configuration says.
    case wrongDiffID(expected: Digest, found: Digest)
    /// The work was stopped, because the caller or another layer gave up.
    case interrupted
    /// The host refused.
    case system(SystemError)
}

extension LayerFault {
    static func compression(_ compression: Compression, _ reason: String) -> LayerFault {
        .compression("\(compression): \(reason)")
    }
}

extension LayerFault: CustomStringConvertible {
    /// The reason as one sentence without a full stop.
    package var description: String {
        switch self {
        case .truncated: "the archive is cut off"
        case .damagedHeader(let reason): "its header is damaged: \(reason)"
        case .unsupportedType(let flag):
            "it is of type \"\(String(decoding: [flag], as: UTF8.self))\", which a layer cannot hold"
        case .compression(let reason): "cannot decompress it (\(reason))"
        case .malformedName: "its name is empty or holds a zero byte"
        case .nameTooLong(let limit): "its name has more than \(limit) bytes"
        case .tooDeep(let limit): "it lies more than \(limit) directories deep"
        case .leadsOut: "its name leads out of the layer"
        case .malformedWhiteout: "it is a whiteout of nothing"
        case .rootIsNoDirectory: "it puts something else than a directory in place of the root"
        case .parentIsNoDirectory(let path): "its parent \"\(path)\" is not a directory"
        case .tooManyLinks: "the symbolic links on the way to it lead in a circle"
        case .missingLinkTarget(let path):
            "it is a hard link to \"\(path)\", which is not in this layer"
        case .unsupportedLinkTarget(let path):
            "it is a hard link to \"\(path)\", which is not a file"
        case .tooManyEntries(let limit): "the layer has more than \(limit) entries"
        case .tooManyBytes(let limit): "the layer has more than \(limit) bytes"
        case .wrongSize(let expected, let found):
            "it has \(found) bytes, its descriptor says \(expected)"
        case .wrongDigest(let expected, let found):
            "its digest is \(found), its descriptor says \(expected)"
        case .wrongDiffID(let expected, let found):
            "its uncompressed digest is \(found), the configuration says \(expected)"
        case .interrupted: "it was interrupted"
        case .system(let error): error.description
        }
    }
}

extension LayerFault {
    /// Does what the host may refuse.
    static func wrap<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(LayerFault) -> Value {
        do { return try body() } catch { throw .system(error) }
    }
}
