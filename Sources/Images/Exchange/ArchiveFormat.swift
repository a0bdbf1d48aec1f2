/// How images are laid out in one file.
package enum ArchiveFormat: String, Sendable, Hashable, CaseIterable {
    /// An OCI image layout in a tar archive.
    case oci = "oci-archive"
    /// The same with Docker's `manifest.json`, as `docker save` writes it since version 25: both kinds of readers can
    /// read it.
    case docker = "docker-archive"
    /// As `docker save` wrote it before: uncompressed layers in folders of their own.
    case oldDocker = "docker-archive-v1"
}
