import Git
import Glibc
import HostSystem
import SystemPackage

/// The files of a commit's tree, or of a folder in it: told by git's own ids, so that nothing is read to know them.
///
/// One value belongs to one thread, as its repository does.
final class CommitFiles: SourceFiles {
    private let repository: Repository
    private let root: ObjectID
    private var folders: [FilePath: [TreeEntry]] = [:]

    /// Files of a tree.
    ///
    /// - Parameters:
    ///   - tree: Its id.
    ///   - repository: Opened for this value alone.
    init(_ tree: ObjectID, in repository: Repository) {
        root = tree
        self.repository = repository
    }

    var namesFolders: Bool { true }

    func entry(at path: FilePath) throws -> SourceEntry? {
        guard let name = path.lastComponent else {
            return SourceEntry(kind: .directory, mode: 0o755, object: "\(root)")
        }
        let bytes = Self.bytes(of: name)
        let found = try entries(of: path.removingLastComponent())?.first { $0.name == bytes }
        return try found.map(entry)
    }

    func names(in path: FilePath) throws -> [FilePath.Component] {
        (try entries(of: path) ?? []).compactMap {
            FilePath(String(decoding: $0.name, as: UTF8.self)).components.first
        }
    }

    func copy(_ path: FilePath, _ entry: SourceEntry, to file: borrowing OpenFile) throws {
        guard let id = entry.object.flatMap({ ObjectID($0) }) else { return }
        let name = path.string
        try repository.withObject(id) { _, bytes in try file.writeAll(bytes, name: name) }
    }

    func fingerprint(of path: FilePath, _ entry: SourceEntry) throws -> String {
        "git \(entry.object ?? "")"
    }

    private func entries(of path: FilePath) throws -> [TreeEntry]? {
        if let known = folders[path] { return known }
        var id = root
        if let name = path.lastComponent {
            let bytes = Self.bytes(of: name)
            guard
                let entry = try entries(of: path.removingLastComponent())?
                    .first(where: { $0.name == bytes }), entry.kind == .directory
            else { return nil }
            id = entry.id
        }
        let entries = try repository.entries(of: id)
        folders[path] = entries
        return entries
    }

    private func entry(_ entry: TreeEntry) throws -> SourceEntry {
        var found = SourceEntry(kind: .file, mode: 0o644, object: "\(entry.id)")
        // All files of a tree have one time, since its id says nothing of times.
        found.seconds = Int(Source.fileTime)
        switch entry.kind {
        case .file: break
        case .executable: found.mode = 0o755
        case .symlink:
            found.kind = .symlink(try repository.blob(entry.id))
            found.mode = 0o777
        case .directory: (found.kind, found.mode) = (.directory, 0o755)
        // A submodule is an empty folder, as in a checkout without it.
        case .submodule: (found.kind, found.mode) = (.directory, 0o755)
        }
        return found
    }

    private static func bytes(of name: FilePath.Component) -> [UInt8] {
        name.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }
            .map { UInt8(bitPattern: $0) }
    }
}
