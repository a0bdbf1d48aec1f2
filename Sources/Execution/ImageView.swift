import Containers
import Glibc
import HostSystem
import Images
import SystemPackage

/// The files of a job as they are between two steps, read-only: all layers as a container would see them.
///
/// Every path is resolved inside this root, whatever its symbolic links say.
struct ImageView: ~Copyable {
    private let mount: DetachedMount
    private let root: Directory

    /// Mounts the layers, at no path.
    static func of(
        _ chain: SnapshotChain,
        lowers: [Int32],
        userXattr: Bool
    ) throws(SystemError) -> ImageView {
        var options = chain.snapshots.reversed().map {
            DetachedMount.Option.string("lowerdir+", $0.path.string)
        }
        options += lowers.reversed().map { DetachedMount.Option.descriptor("lowerdir+", $0) }
        if userXattr { options.append(.flag("userxattr")) }
        let mount = try DetachedMount(
            of: "overlay",
            options,
            attributes: [.readOnly, .noSetuid, .noDevices]
        )
        let root = try mount.directory(named: "/")
        return ImageView(mount: mount, root: root)
    }

    /// Opens a path inside.
    func open(_ path: FilePath, _ flags: Int32 = O_RDONLY) throws(SystemError) -> OpenFile {
        // openat2(2) refuses O_PATH together with what only means something for an open file.
        let further = flags & O_PATH_ONLY == 0 ? O_NONBLOCK : 0
        return try root.openInRoot(path, flags | further)
    }

    /// The users and groups.
    func users() throws(IdentityError) -> UserDatabase {
        try UserDatabase(below: root)
    }

    /// Whether a program or file is there.
    func contains(_ path: FilePath) -> Bool {
        (try? open(path, O_PATH_ONLY)) != nil
    }

    /// Reads a regular file.
    ///
    /// - Throws: `SystemError`; `EINVAL` for anything but a regular file, `EFBIG` over the limit.
    func read(_ path: FilePath, limit: Int) throws(SystemError) -> [UInt8] {
        let file = try open(path)
        var status = stat()
        try call("read \(path)", "fstat", fstat(file.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(
                "read \(path), which is no regular file",
                call: "fstat",
                errno: .invalidArgument
            )
        }
        return try file.readAll(limit: limit, name: path.string)
    }

    /// When a file was last changed, in seconds since 1970.
    func modificationTime(_ path: FilePath) throws(SystemError) -> timespec {
        let file = try open(path, O_PATH_ONLY)
        var status = stat()
        try call("look at \(path)", "fstat", fstat(file.descriptor, &status))
        return status.st_mtim
    }

    /// The files that match globs, sorted; `**` crosses folders, nothing follows a symbolic link to a folder.
    ///
    /// - Parameters:
    ///   - patterns: Relative to `folder`, or absolute.
    ///   - folder: Absolute.
    /// - Returns: Absolute paths.
    /// - Throws: `SystemError`.
    func files(matching patterns: [String], in folder: String) throws(SystemError) -> [FilePath] {
        var found: Set<FilePath> = []
        for pattern in patterns {
            let glob = GlobPattern(pattern.hasPrefix("/") ? pattern : "\(folder)/\(pattern)")
            try walk(FilePath("/").pushing(FilePath(glob.fixedPrefix)), glob, into: &found)
        }
        return found.sorted { $0.string < $1.string }
    }

    private func walk(
        _ path: FilePath,
        _ glob: GlobPattern,
        into found: inout Set<FilePath>
    ) throws(SystemError) {
        guard let file = try? open(path, O_RDONLY | O_NOFOLLOW) else { return }
        var status = stat()
        try call("look at \(path)", "fstat", fstat(file.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if status.st_mode & S_IFMT == S_IFREG, glob.matches(path.string) { found.insert(path) }
            return
        }
        guard found.count < Self.maximumFiles else { return }
        let directory = Directory(adopting: file, path: path)
        for name in try directory.names() {
            // A name that is not UTF-8 is matched as it would be shown, and opened by its bytes.
            let child = path.appending(name)
            if glob.mayMatch(below: child.string) || glob.matches(child.string) {
                try walk(child, glob, into: &found)
            }
        }
    }

    /// How many files one request may match.
    static let maximumFiles = 100_000
}

/// `O_PATH`: open(2), a descriptor that only names a place.
let O_PATH_ONLY: Int32 = 0o10_000_000
