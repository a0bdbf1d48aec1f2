package import Git
package import HostSystem
package import SystemPackage

/// A file of the source that a setup step declares to depend on.
package struct SetupInput: Sendable, Hashable {
    /// Relative to the tree's top.
    package var path: String
    /// The blob.
    package var id: ObjectID
    /// Whether it may be executed.
    package var isExecutable: Bool
    /// Whether it is a symbolic link.
    var isLink: Bool

    /// All files of a source that match, in the order of the tree.
    ///
    /// - Parameters:
    ///   - source: Whose tree is looked at.
    ///   - gitDirectory: The repository.
    ///   - matches: Tells of a path, with a leading `/`, whether it is wanted.
    /// - Returns: The files.
    /// - Throws: `GitError`.
    package static func all(
        of source: Source,
        in gitDirectory: FilePath,
        where matches: (String) -> Bool
    ) throws -> [SetupInput] {
        let repository = try open(source, gitDirectory)
        var inputs: [SetupInput] = []
        try walk(source.tree, "", repository, matches, &inputs)
        return inputs
    }

    private static func walk(
        _ tree: ObjectID,
        _ folder: String,
        _ repository: Repository,
        _ matches: (String) -> Bool,
        _ inputs: inout [SetupInput]
    ) throws {
        for entry in try repository.entries(of: tree) {
            let path = "\(folder)/\(entry.text)"
            switch entry.kind {
            case .directory: try walk(entry.id, path, repository, matches, &inputs)
            case .submodule: continue
            case .file, .executable, .symlink:
                guard matches(path) else { continue }
                inputs.append(
                    SetupInput(
                        path: String(path.dropFirst()),
                        id: entry.id,
                        isExecutable: entry.kind == .executable,
                        isLink: entry.kind == .symlink
                    )
                )
            }
        }
    }

    /// Writes files at their places in the workspace of a layer.
    ///
    /// - Parameters:
    ///   - inputs: The files.
    ///   - source: Whose they are.
    ///   - gitDirectory: The repository.
    ///   - directory: The layer's top.
    /// - Throws: `GitError`, `SystemError`.
    package static func write(
        _ inputs: [SetupInput],
        of source: Source,
        in gitDirectory: FilePath,
        to directory: borrowing Directory
    ) throws {
        let repository = try open(source, gitDirectory)
        let top = try directory.makeDirectory(FilePath(Source.folder), mode: 0o755)
        for input in inputs {
            let path = FilePath(input.path)
            let parent = path.removingLastComponent()
            let folder = try top.makeDirectory(parent.isEmpty ? "." : parent, mode: 0o755)
            let name = Array((path.lastComponent?.string ?? "").utf8)
            try repository.withObject(input.id) { _, bytes in
                if input.isLink {
                    try FileWriter.symlink(name, in: folder.descriptor, target: bytes)
                } else {
                    try FileWriter.file(
                        name,
                        in: folder.descriptor,
                        executable: input.isExecutable,
                        content: bytes
                    )
                }
            }
        }
    }

    private static func open(_ source: Source, _ gitDirectory: FilePath) throws -> Repository {
        let repository = try Repository(at: gitDirectory)
        if let objects = source.objects { try repository.addObjects(at: objects) }
        return repository
    }
}
