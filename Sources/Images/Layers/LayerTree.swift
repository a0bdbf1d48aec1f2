import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// The directory that a layer is unpacked into: everything is reached through descriptors below its root.
///
/// An entry's parent is found as a process inside the root would find it: a symbolic link of this layer is followed,
/// an absolute one from the root, and `..` stops at the root. The kernel itself never follows one here: every path it
/// gets consists of real directories (`RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS`), found one by one.
struct LayerTree: ~Copyable {
    /// How overlayfs is told that something is hidden.
    let marks: OverlayMarks
    private let root: Directory
    /// Directories that the layer has no entry for, made since something lies below them; some may be gone again.
    ///
    /// The root is one of them: most layers have no entry for it.
    private(set) var implied: Set<FilePath> = [FilePath()]
    /// How many directories have been made without an entry, and the bytes of their paths.
    private(set) var impliedCount = 0
    private(set) var impliedBytes = 0
    /// The parent that was used last: most entries have the same as the one before.
    private var current: OpenParent?

    private struct OpenParent {
        let asked: FilePath
        let found: FilePath
        let directory: SharedDirectory
    }

    /// A parent on its way through a place in the tree.
    struct Parent {
        /// Its path without symbolic links, below the root.
        let path: FilePath
        /// Keeps it open.
        let directory: SharedDirectory

        /// The open directory.
        var descriptor: Int32 { directory.directory.descriptor }
    }

    /// A directory that stays open while anybody works in it.
    final class SharedDirectory {
        let directory: OpenFile

        init(_ directory: consuming OpenFile) {
            self.directory = directory
        }
    }

    /// What is at a path.
    enum Occupant {
        case nothing
        case directory
        case symbolicLink(FilePath)
        case whiteout
        case other
    }

    /// The tree below an open directory, which is empty.
    init(_ directory: borrowing Directory, marks: OverlayMarks) throws(SystemError) {
        self.root = try directory.directory(".")
        self.marks = marks
    }

    // MARK: Finding parents

    /// Opens the directory that an entry lies in, and makes it where it is missing.
    ///
    /// - Parameter path: Cleaned; may lead through symbolic links of this layer.
    /// - Returns: The directory.
    /// - Throws: `LayerFault`.
    mutating func parent(_ path: FilePath) throws(LayerFault) -> Parent {
        if let current, current.asked == path {
            return Parent(path: current.found, directory: current.directory)
        }
        guard let found = try open(path, making: true) else {
            throw .parentIsNoDirectory(path.string)
        }
        current = OpenParent(asked: path, found: found.path, directory: found.directory)
        return found
    }

    /// Opens the directory that the target of a hard link lies in; nothing is made.
    ///
    /// - Parameter path: Cleaned.
    /// - Returns: The directory; nil where there is none.
    /// - Throws: `LayerFault`.
    mutating func existingParent(_ path: FilePath) throws(LayerFault) -> Parent? {
        try open(path, making: false)
    }

    private mutating func open(_ path: FilePath, making: Bool) throws(LayerFault) -> Parent? {
        if let found = try openDirectly(path) { return found }
        return try openStepwise(path, making: making)
    }

    /// Opens a path that has no symbolic link in it; nil where it has one, or something is missing.
    private func openDirectly(_ path: FilePath) throws(LayerFault) -> Parent? {
        let name: FilePath = path.isEmpty ? "." : path
        do {
            let file = try root.open(name, O_RDONLY | O_DIRECTORY, noSymlinks: true)
            return Parent(path: path, directory: SharedDirectory(file))
        } catch {
            let reasons: [Errno] = [
                .noSuchFileOrDirectory, .tooManySymbolicLinkLevels, .notDirectory,
            ]
            if reasons.contains(error.errno) { return nil }
            throw .system(error)
        }
    }

    private mutating func openStepwise(
        _ path: FilePath,
        making: Bool
    ) throws(LayerFault) -> Parent? {
        var walk = PathWalk(path)
        while let next = try walk.next() {
            switch try occupant(of: next) {
            case .directory: walk.enter(next)
            case .symbolicLink(let target): try walk.follow(target)
            case .nothing where making:
                try imply(next, opaque: false)
                walk.enter(next)
            case .whiteout where making:
                try unlink(next)
                try imply(next, opaque: true)
                walk.enter(next)
            case .other where making: throw .parentIsNoDirectory(next.string)
            case .nothing, .whiteout, .other: return nil
            }
        }
        return try openDirectly(walk.path)
    }

    private mutating func imply(_ path: FilePath, opaque: Bool) throws(LayerFault) {
        let made = path.withPlatformString { mkdirat(root.descriptor, $0, 0o755) }
        try refused(made, "make the directory \(path)", "mkdirat")
        implied.insert(path)
        impliedCount += 1
        impliedBytes += path.length
        if opaque { try makeOpaque(path) }
    }

    // MARK: Looking and clearing; paths are below the root and without symbolic links on the way

    /// What is at a path whose parent is a real directory.
    func occupant(of path: FilePath) throws(LayerFault) -> Occupant {
        var status = stat()
        let found = path.withPlatformString {
            fstatat(root.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        if found < 0, errno == ENOENT { return .nothing }
        try refused(found, "look at \(path)", "fstatat")
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFLNK: return .symbolicLink(try target(of: path))
        case S_IFCHR where status.st_rdev == 0: return .whiteout
        default: return .other
        }
    }

    private func target(of path: FilePath) throws(LayerFault) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = path.withPlatformString {
            readlinkat(root.descriptor, $0, &buffer, buffer.count - 1)
        }
        try refused(Int32(clamping: length), "read the link \(path)", "readlinkat")
        buffer[length] = 0
        return FilePath(platformString: buffer)
    }

    /// Takes away what is at a path, so that a later entry of the same name can take its place.
    ///
    /// - Parameter path: Something is there.
    /// - Throws: `LayerFault`.
    mutating func clear(_ path: FilePath) throws(LayerFault) {
        // What is taken away may be a link on the way to the open parent.
        current = nil
        do { try root.removeTree(path) } catch { throw .system(error) }
    }

    private func unlink(_ path: FilePath) throws(LayerFault) {
        let result = path.withPlatformString { unlinkat(root.descriptor, $0, 0) }
        try refused(result, "replace \(path)", "unlinkat")
    }

    /// Marks a directory as one that hides what lies below it in lower layers.
    func makeOpaque(_ path: FilePath) throws(LayerFault) {
        guard let directory = try openDirectly(path) else { return }
        try marks.makeOpaque(directory.descriptor)
    }

    /// Notes that a directory has an entry of its own now.
    mutating func settle(_ path: FilePath) {
        implied.remove(path)
    }

    /// Opens a directory of the tree; nil where it is gone.
    func existingDirectory(_ path: FilePath) throws(LayerFault) -> Parent? {
        try openDirectly(path)
    }
}

/// Throws where a call returned a negative number.
func refused(_ result: Int32, _ action: @autoclosure () -> String, _ name: String)
    throws(LayerFault)
{
    do { try call(action(), name, result) } catch { throw .system(error) }
}
