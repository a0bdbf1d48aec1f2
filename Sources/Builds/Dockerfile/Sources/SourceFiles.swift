import HostSystem
import SystemPackage

/// Files that are copied from: those of a commit, of a folder, of a stage, or texts of the Dockerfile itself.
///
/// Paths are relative to its root; no component of a path that is asked for is a symbolic link, since `SourcePath`
/// follows them inside.
protocol SourceFiles {
    /// What stands at a path, or nil; a symbolic link is told as such.
    func entry(at path: FilePath) throws -> SourceEntry?

    /// The names in a folder, in the order of their bytes.
    func names(in path: FilePath) throws -> [FilePath.Component]

    /// Writes the content of a file.
    func copy(_ path: FilePath, _ entry: SourceEntry, to file: borrowing OpenFile) throws

    /// A text that is equal for equal content of a file or link.
    func fingerprint(of path: FilePath, _ entry: SourceEntry) throws -> String

    /// Whether a whole folder can be told by its entry's object.
    var namesFolders: Bool { get }

    /// A text that stands for everything in it, where nothing below has to be looked at; nil otherwise.
    var identity: String? { get }

    /// Whether files keep the owners that they have here.
    var keepsOwners: Bool { get }

    /// Extended attributes of a file, folder or link; the container's, never overlayfs's marks.
    func attributes(of path: FilePath) throws -> [(name: String, value: [UInt8])]
}

extension SourceFiles {
    var namesFolders: Bool { false }
    var identity: String? { nil }
    var keepsOwners: Bool { false }
    func attributes(of path: FilePath) throws -> [(name: String, value: [UInt8])] { [] }

    /// Follows symbolic links as a process would whose root these files are.
    ///
    /// - Parameters:
    ///   - path: Relative; `..` goes no higher than the root.
    ///   - followsLast: Whether a link at the end is followed too.
    /// - Returns: The path without links, and what stands there; nil where nothing does.
    /// - Throws: `SystemError` with `ELOOP` for links in a circle.
    func resolve(_ path: FilePath, followsLast: Bool = true) throws -> (FilePath, SourceEntry)? {
        var waiting = Array(path.components.reversed())
        var reached = FilePath()
        var links = 0
        guard var current = try entry(at: reached) else { return nil }
        while let component = waiting.popLast() {
            if component.kind == .currentDirectory { continue }
            if component.kind == .parentDirectory {
                reached.removeLastComponent()
                guard let above = try entry(at: reached) else { return nil }
                current = above
                continue
            }
            guard current.kind == .directory else { return nil }
            let next = reached.appending(component)
            guard let found = try entry(at: next) else { return nil }
            guard case .symlink(let target) = found.kind, followsLast || !waiting.isEmpty else {
                (reached, current) = (next, found)
                continue
            }
            links += 1
            guard links <= 40 else {
                throw SystemError(
                    "follow \(path)",
                    call: "readlink",
                    errno: .tooManySymbolicLinkLevels
                )
            }
            let link = FilePath(String(decoding: target, as: UTF8.self))
            if link.isAbsolute {
                reached = FilePath()
                guard let root = try entry(at: reached) else { return nil }
                current = root
            }
            waiting += link.components.reversed()
        }
        return (reached, current)
    }
}
