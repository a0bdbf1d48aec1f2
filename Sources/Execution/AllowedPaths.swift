import Glibc
package import HostSystem
package import SystemPackage

/// Opens paths that a pipeline file names: it may be somebody else's, so it reaches into the repository's folder and
/// into folders that the command line allows, and nowhere else, whatever symbolic links say.
package struct AllowedPaths: Sendable {
    private let root: FilePath
    private let allowed: [FilePath]

    /// The folders that are open to a pipeline.
    ///
    /// - Parameters:
    ///   - root: What relative paths are relative to.
    ///   - allowed: Further folders.
    package init(root: FilePath, allowed: [FilePath]) {
        self.root = root.lexicallyNormalized()
        self.allowed = allowed.map { $0.lexicallyNormalized() }
    }

    /// Opens a path.
    ///
    /// - Parameters:
    ///   - path: As the pipeline names it.
    ///   - flags: `O_RDONLY` and the like.
    /// - Returns: The open file.
    /// - Throws: `SystemError`; `EACCES` for a path outside of what is open to a pipeline.
    package func open(_ path: String, _ flags: Int32 = O_RDONLY) throws(SystemError) -> OpenFile {
        let (folder, rest) = try split(path)
        return try Directory(opening: folder).open(rest.isEmpty ? "." : rest, flags)
    }

    /// The absolute path of a name that is allowed, after `open` has proven that it leads nowhere else.
    package func path(of name: String) throws(SystemError) -> FilePath {
        _ = try open(name)
        let (folder, rest) = try split(name)
        return rest.isEmpty ? folder : folder.appending(rest.components)
    }

    private func split(_ path: String) throws(SystemError) -> (FilePath, FilePath) {
        let whole = root.pushing(FilePath(path)).lexicallyNormalized()
        for folder in [root] + allowed {
            var rest = whole
            if rest.removePrefix(folder) { return (folder, rest) }
        }
        throw SystemError(
            "read \(path), which is outside of the repository (--allow-path \(whole.removingLastComponent()) allows it)",
            call: "openat2",
            errno: .permissionDenied
        )
    }
}
