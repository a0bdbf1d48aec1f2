import HostSystem
import OCI
import SystemPackage

/// The blobs of the store as the files of a layout.
struct StoreContent: ImageContent {
    let name = "the store"
    let isVerified = true
    private let content: ContentStore

    /// The blobs of a store.
    init(_ content: ContentStore) {
        self.content = content
    }

    func find(_ file: String) throws(ImageError) -> Blob? {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "blobs",
            let digest = try? Digest("\(parts[1]):\(parts[2])")
        else { return nil }
        do { return try content.blob(digest) } catch { throw .system(error) }
    }
}

extension ImageError {
    /// A blob that the store should have and has not.
    static func missing(_ digest: Digest) -> ImageError {
        .content(
            name: "\(digest)",
            reason: "is missing in the store; pull, load or build the image anew"
        )
    }
}
