import Glibc
import HostSystem
import OCI
import SystemPackage

/// The files of an image layout in a directory; symbolic links do not lead out of it.
final class ContentDirectory: ImageContent {
    let name: String
    private let directory: Directory

    /// Opens the directory.
    init(_ path: FilePath) throws(ImageError) {
        self.name = path.string
        do { self.directory = try Directory(opening: path) } catch { throw .system(error) }
    }

    func find(_ file: String) throws(ImageError) -> Blob? {
        do {
            // A FIFO would otherwise wait for a writer.
            let opened = try directory.open(FilePath(file), O_RDONLY | O_NONBLOCK)
            return try Blob(try SharedFile(opened, name: "\(name)/\(file)"))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw .system(error)
        }
    }
}
