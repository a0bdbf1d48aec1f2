import HostSystem
import OCI
import SystemPackage

/// The versions of one name: `tags/versions-HASH.json`, where HASH is of the name.
struct VersionFile: Sendable, Codable {
    /// The name; a hash does not tell it.
    var name: String
    /// Newest first.
    var versions: [ImageVersion]

    /// How many versions of a name are kept: their blobs stay as long as they do.
    static let maximumCount = 10

    /// Reads the versions of a name; none where there are none.
    init(of name: String, in folder: borrowing Directory) throws(ImageError) {
        let file = Self.file(of: name)
        guard folder.contains(file) else {
            self.init(name: name, versions: [])
            return
        }
        self = try Self.read(file, in: folder)
    }

    private init(name: String, versions: [ImageVersion]) {
        self.name = name
        self.versions = versions
    }

    /// The versions of all names.
    static func all(in folder: borrowing Directory) throws(ImageError) -> [VersionFile] {
        let names: [FilePath.Component]
        do { names = try folder.names() } catch { throw .system(error) }
        var files: [VersionFile] = []
        for name in names where name.string.hasPrefix(prefix) && name.string.hasSuffix(suffix) {
            files.append(try read(FilePath(name.string), in: folder))
        }
        return files
    }

    private static func read(
        _ file: FilePath,
        in folder: borrowing Directory
    ) throws(ImageError) -> VersionFile {
        let bytes: [UInt8]
        do { bytes = try folder.readFile(file, limit: Document.maximumBytes) } catch {
            throw .system(error)
        }
        do { return try Document.decode(VersionFile.self, from: bytes, named: file.string) } catch {
            throw .document(error)
        }
    }

    /// Adds a version on top, where it is another one than the newest.
    mutating func add(_ version: ImageVersion) {
        guard versions.first?.descriptor.digest != version.descriptor.digest else { return }
        versions.insert(version, at: 0)
        versions = Array(versions.prefix(Self.maximumCount))
    }

    /// Writes the versions.
    func write(in folder: borrowing Directory) throws(ImageError) {
        let bytes: [UInt8]
        do { bytes = try Document.encode(self) } catch { throw .document(error) }
        do { try folder.writeFile(Self.file(of: name), bytes, durable: true) } catch {
            throw .system(error)
        }
    }

    /// Forgets the versions of a name.
    static func remove(_ name: String, in folder: borrowing Directory) throws(ImageError) {
        do { try folder.removeFile(file(of: name)) } catch { throw .system(error) }
    }

    private static let prefix = "versions-"
    private static let suffix = ".json"

    private static func file(of name: String) -> FilePath {
        FilePath(prefix + Digest.of(Array(name.utf8)).hex + suffix)
    }
}
