import Builds
import Glibc
import HostSystem
import Registries
import SystemPackage

/// Fetches files of web servers for `ADD`.
struct WebFiles: RemoteFiles {
    /// The most bytes of one file.
    private static let maximumBytes: Int64 = 64 << 30

    func fetch(_ address: String, to path: FilePath) async throws -> Int64? {
        let access = try RegistrySettingsFile.access(telling: SilentObserver())
        return try await withRegistries(access) { access in
            let file = try OpenFile(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            return try await access.download(address, to: file, limit: Self.maximumBytes)
        }
    }
}
