import Builds
import HostSystem
import SystemPackage

/// Writes the files of an image into a folder of the host, as `--output type=local` wants it.
struct FolderOutput {
    private let path: FilePath

    /// The folder; made where it is missing.
    init(_ path: FilePath) {
        self.path = path
    }

    /// Copies all files.
    ///
    /// - Parameter root: The image's root.
    /// - Throws: `SystemError`, `BuildFailure`.
    func write(_ root: borrowing Directory) throws {
        let target = try Directory(creating: path, mode: 0o755)
        try FileExport.copy(root, to: target)
    }
}
