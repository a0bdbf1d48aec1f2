import HostSystem
import Images
import SystemPackage

/// Which layer an instruction gave last time, by its key.
///
/// A key is a file in `cache/builds` that holds the layer's name: a layer that is made anew (`--no-cache`) takes the
/// place of the old one, which others may still use.
struct BuildCache: Sendable {
    private let session: Session
    private let snapshots: SnapshotStore

    /// The cache of a session's store.
    init(_ session: Session) throws(SystemError) {
        self.session = session
        snapshots = SnapshotStore(session)
        _ = try session.store.folder("cache").makeDirectory("builds")
    }

    /// The layer of a key, or nil.
    func layer(_ key: String) throws(SystemError) -> Snapshot? {
        let folder = try folder()
        guard folder.contains(FilePath(key)) else { return nil }
        let name = String(decoding: try folder.readFile(FilePath(key), limit: 4096), as: UTF8.self)
        // A file that was cut short by a crash names nothing.
        guard name.hasPrefix("build-"), name.utf8.allSatisfy(Self.isNameByte) else { return nil }
        return try snapshots.existing(SnapshotName(name))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    /// A name for the layer of a key that no layer has yet.
    func freshName(_ key: String) throws(SystemError) -> SnapshotName {
        let name = SnapshotName("build-\(key)")
        if try snapshots.existing(name) == nil { return name }
        return SnapshotName("build-\(key)-\(String(UInt64.random(in: 0 ... .max), radix: 36))")
    }

    /// Notes the layer of a key.
    func keep(_ layer: Snapshot, as key: String) throws(SystemError) {
        try folder().writeFile(FilePath(key), Array(layer.name.description.utf8))
    }

    /// A short text that was noted for a key, or nil.
    func note(_ key: String) -> String? {
        guard let bytes = try? folder().readFile(FilePath(key), limit: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Notes a short text for a key.
    func keep(note: String, as key: String) throws(SystemError) {
        try folder().writeFile(FilePath(key), Array(note.utf8))
    }

    private func folder() throws(SystemError) -> Directory {
        try session.store.folder("cache").directory("builds")
    }
}
