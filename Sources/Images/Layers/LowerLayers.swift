import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// The finished layers below one that is being unpacked.
///
/// A layer may hold `tmp/x` and say nothing of `tmp`. Overlayfs takes the attributes of a directory from the topmost
/// layer that has it, so that one must repeat what the layers below say; else /tmp would lose its sticky bit.
/// Not repeated are extended attributes, such as ACLs.
struct LowerLayers {
    private let marks: OverlayMarks
    /// Topmost first.
    private let layers: [Snapshot]

    /// The layers below.
    ///
    /// - Parameters:
    ///   - layers: Bottom first.
    ///   - marks: How they say that something is hidden.
    init(_ layers: [Snapshot], marks: OverlayMarks) {
        self.layers = layers.reversed()
        self.marks = marks
    }

    /// What a directory looks like through all layers below.
    ///
    /// - Parameter path: Below the root.
    /// - Returns: Its attributes; where it is not there, those of a new directory of root's.
    /// - Throws: `LayerFault`.
    func attributes(of path: FilePath) throws(LayerFault) -> FileAttributes {
        for layer in layers {
            switch try look(at: path, in: layer) {
            case .found(let attributes): return attributes
            case .hidden: return Self.new
            case .absent: continue
            }
        }
        return Self.new
    }

    /// A directory as we make it: ours, which is root's of the host or of a user namespace.
    private static var new: FileAttributes {
        FileAttributes(owner: geteuid(), group: getegid(), mode: 0o755)
    }

    private enum Finding {
        case found(FileAttributes)
        /// Nothing of the layers below is seen at that path.
        case hidden
        case absent
    }

    private func look(at path: FilePath, in layer: Snapshot) throws(LayerFault) -> Finding {
        do {
            let root = try Directory(opening: layer.path)
            if path.isEmpty { return .found(FileAttributes(try Self.status(of: root))) }
            var walked = FilePath()
            var isHiding = false
            for component in path.components {
                walked.append(component)
                guard let status = try Self.status(of: walked, in: root) else {
                    return isHiding ? .hidden : .absent
                }
                guard status.st_mode & S_IFMT == S_IFDIR else { return .hidden }
                let directory = try root.open(walked, O_RDONLY | O_DIRECTORY, noSymlinks: true)
                isHiding = isHiding || marks.isOpaque(directory.descriptor)
                if walked == path { return .found(FileAttributes(status)) }
            }
            return .absent
        } catch {
            throw .system(error)
        }
    }

    private static func status(of root: borrowing Directory) throws(SystemError) -> stat {
        var status = stat()
        try call("look at \(root.path)", "fstat", fstat(root.descriptor, &status))
        return status
    }

    private static func status(
        of path: FilePath,
        in root: borrowing Directory
    ) throws(SystemError) -> stat? {
        var status = stat()
        let found = path.withPlatformString {
            fstatat(root.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        if found < 0, errno == ENOENT { return nil }
        try call("look at \(path)", "fstatat", found)
        return status
    }
}

extension FileAttributes {
    /// The attributes that a file has.
    fileprivate init(_ status: stat) {
        self.init(
            owner: status.st_uid,
            group: status.st_gid,
            mode: status.st_mode & 0o7777,
            modified: FileTime(
                seconds: Int64(status.st_mtim.tv_sec),
                nanoseconds: Int64(status.st_mtim.tv_nsec)
            )
        )
    }
}
