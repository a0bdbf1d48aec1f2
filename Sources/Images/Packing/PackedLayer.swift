import HostSystem
package import OCI
import SystemPackage

/// A snapshot as a blob of an image: what a manifest and a configuration say of it.
package struct PackedLayer: Sendable, Hashable, Codable {
    /// The blob.
    package var descriptor: Descriptor
    /// The digest of the layer, not compressed.
    package var diffID: Digest

    /// A packed layer.
    package init(descriptor: Descriptor, diffID: Digest) {
        self.descriptor = descriptor
        self.diffID = diffID
    }

    /// The file beside a snapshot's files that says which blob holds the same.
    private static let fileName: FilePath = "packed.json"

    /// What was noted beside a snapshot; nil where nothing was.
    ///
    /// - Parameter folder: The snapshot's folder, which holds `fs`.
    init?(notedIn folder: borrowing Directory) {
        guard folder.contains(Self.fileName),
            // A note that cannot be read is made anew.
            let bytes = try? folder.readFile(Self.fileName, limit: 1 << 16),
            let packed = try? Document.decode(Self.self, from: bytes, named: "packed.json")
        else { return nil }
        self = packed
    }

    /// Notes it beside a snapshot.
    func note(in folder: borrowing Directory) throws(ImageError) {
        let bytes: [UInt8]
        do { bytes = try Document.encode(self) } catch { throw .document(error) }
        do { try folder.writeFile(Self.fileName, bytes) } catch { throw .system(error) }
    }
}
