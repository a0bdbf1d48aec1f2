import Glibc
import HostSystem
import Images
import SystemPackage

/// Unpacks an archive that `ADD` names into a folder of its own, from where it is copied like any other source.
struct ArchiveSource {
    private let session: Session
    private let isPrivileged: Bool

    /// Archives are unpacked in a session's folder.
    init(_ session: Session, isPrivileged: Bool) {
        self.session = session
        self.isPrivileged = isPrivileged
    }

    /// The folder that an archive was unpacked into; nil where the file is no archive.
    ///
    /// - Parameters:
    ///   - source: A file.
    ///   - files: Where it is.
    /// - Returns: The folder.
    /// - Throws: `ImageError` where an archive is damaged.
    func unpacked(_ source: SelectedSource, of files: any SourceFiles) throws -> Directory? {
        let name = session.freshName("archive")
        let file = try session.directory.open(name, O_RDWR | O_CREAT | O_EXCL)
        try files.copy(source.path, source.entry, to: file)
        let unpacker = PlainArchive(marks: isPrivileged ? .trusted : .user)
        guard try unpacker.isArchive(file) else {
            try session.directory.removeFile(name)
            return nil
        }
        let folderName = session.freshName("unpacked")
        let folder = try session.directory.makeDirectory(folderName, mode: 0o755)
        try unpacker.unpack(file, named: source.path.string, into: folder)
        try session.directory.removeFile(name)
        return folder
    }
}
