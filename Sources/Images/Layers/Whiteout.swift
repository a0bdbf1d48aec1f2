import Glibc
import SystemPackage

/// What an entry of a layer means by its name, where that is not a file: something of the layers below is hidden.
///
/// Source: OCI image-spec 1.1, layer.md, "Whiteouts".
enum Whiteout: Sendable, Hashable {
    /// Hides this name of the same directory: `.wh.NAME`.
    case hides(FilePath.Component)
    /// Hides everything that the layers below have in the same directory: `.wh..wh..opq`.
    case hidesSiblings
    /// Bookkeeping of the AUFS file system, which old Docker versions left in layers: `.wh..wh.…`.
    case bookkeeping

    /// The whiteout that an entry is.
    ///
    /// - Parameter path: The entry.
    /// - Returns: nil where it is none.
    /// - Throws: `LayerFault.malformedWhiteout` where it hides no name, or something lies below it.
    static func of(_ path: EntryPath) throws(LayerFault) -> Whiteout? {
        // Nearly all names end here.
        guard path.path.withPlatformString({ strstr($0, ".wh.") }) != nil else { return nil }
        let parents = path.path.components.dropLast()
        if parents.contains(where: { $0.bytes.starts(with: bookkeepingPrefix) }) {
            return .bookkeeping
        }
        guard !parents.contains(where: { $0.bytes.starts(with: prefix) }) else {
            throw .malformedWhiteout
        }
        guard let name = path.name?.bytes, name.starts(with: prefix) else { return nil }
        if name == opaqueName { return .hidesSiblings }
        if name.starts(with: bookkeepingPrefix) { return .bookkeeping }
        let hidden = FilePath(bytes: Array(name.dropFirst(prefix.count))).components.first
        guard let hidden, hidden.kind == .regular else { throw .malformedWhiteout }
        return .hides(hidden)
    }

    private static let prefix = Array(".wh.".utf8)
    private static let bookkeepingPrefix = Array(".wh..wh.".utf8)
    private static let opaqueName = Array(".wh..wh..opq".utf8)
}
