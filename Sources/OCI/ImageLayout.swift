/// The names of files in an OCI image layout, and the file that says it is one.
///
/// Source: OCI image-spec 1.1, image-layout.md.
package struct ImageLayout: Sendable, Hashable, Codable {
    /// The version of the layout: `1.0.0`.
    package var imageLayoutVersion: String

    /// The layout that this program knows.
    package init() {
        self.imageLayoutVersion = "1.0.0"
    }

    /// Whether this program can read it: all versions `1.…`.
    package var isSupported: Bool {
        imageLayoutVersion.hasPrefix("1.")
    }

    /// The file that holds this value.
    package static let fileName = "oci-layout"
    /// The entry point: an index of all images of the layout.
    package static let indexFileName = "index.json"

    /// Where a blob is, relative to the layout: `blobs/sha256/…`.
    package static func path(of digest: Digest) -> String {
        "blobs/\(digest.algorithm.rawValue)/\(digest.hex)"
    }
}
