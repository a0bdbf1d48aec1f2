import Glibc
package import HostSystem
package import SystemPackage

/// A file that an archive is written to, piece by piece.
package final class ArchiveFile: Sendable {
    private let file: OpenFile
    private let name: String

    /// Takes over an open file.
    package init(_ file: consuming OpenFile, name: String) {
        self.file = file
        self.name = name
    }

    /// Makes a file, or empties the one that is there.
    ///
    /// - Throws: `SystemError`.
    package convenience init(creating path: FilePath) throws(SystemError) {
        let file = try OpenFile(opening: path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        self.init(file, name: path.string)
    }

    /// Adds bytes.
    ///
    /// - Throws: `SystemError`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try file.writeAll(bytes, name: name)
    }
}
