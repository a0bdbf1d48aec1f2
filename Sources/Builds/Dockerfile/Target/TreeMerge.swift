import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// Puts files into the mounted layers of a stage, as `COPY` and `ADD` do: by descriptor, and never through a symbolic
/// link that leads out.
///
/// What was there under the name of a file goes; folders come together.
struct TreeMerge: ~Copyable {
    private let root: Directory
    private let attributes: TransferAttributes
    private var links: [[UInt64]: FilePath] = [:]
    /// What could not be kept, one sentence each.
    private(set) var notes: Set<String> = []
    /// Whether this process can give files to others at all.
    private let canChangeOwners: Bool
    /// Times of folders, set when all is written into them.
    private var folderTimes: [(path: FilePath, entry: SourceEntry)] = []

    /// The most folders that lie in each other.
    private static let maximumDepth = 1000

    /// A merge into a root.
    init(into root: consuming Directory, _ attributes: TransferAttributes, canChangeOwners: Bool) {
        self.root = root
        self.attributes = attributes
        self.canChangeOwners = canChangeOwners
    }

    /// What is at a path inside, symbolic links followed; nil for nothing.
    func isDirectory(_ path: FilePath) -> Bool? {
        guard let file = try? root.openInRoot(path, OpenFlags.pathOnly) else { return nil }
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a folder with those above it, and gives the new ones their owner.
    ///
    /// A symbolic link on the way is followed inside the root, also one that leads to nothing yet.
    mutating func makeDirectory(_ path: FilePath, mode: UInt32 = 0o755) throws -> Directory {
        var waiting = Array(path.components.reversed())
        var reached = FilePath("/")
        var links = 0
        while let component = waiting.popLast() {
            if component.kind == .parentDirectory { reached.removeLastComponent() }
            guard component.kind == .regular else { continue }
            let above = try open(reached)
            let made = component.withPlatformString { mkdirat(above.descriptor, $0, 0o755) }
            if made < 0, errno != EEXIST {
                throw SystemError.last("make the folder \(path)", "mkdirat")
            }
            if made < 0, let target = Self.link(component, in: above) {
                links += 1
                guard links <= 40 else {
                    throw SourceError("the links of \(path) lead in a circle")
                }
                if target.isAbsolute { reached = FilePath("/") }
                waiting += target.components.reversed()
                continue
            }
            reached.append(component)
            if made == 0 { try dressNew(reached, mode) }
        }
        return Directory(adopting: try open(reached), path: reached)
    }

    private mutating func dressNew(_ path: FilePath, _ mode: UInt32) throws {
        let folder = try open(path)
        try setOwner((attributes.owner ?? 0, attributes.group ?? 0), of: folder.descriptor, path)
        fchmod(folder.descriptor, mode)
    }

    /// What a symbolic link says; nil where there is none.
    private static func link(_ name: FilePath.Component, in folder: borrowing OpenFile) -> FilePath?
    {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = name.withPlatformString {
            readlinkat(folder.descriptor, $0, &target, target.count - 1)
        }
        return length > 0 ? FilePath(platformString: target) : nil
    }

    private func open(_ path: FilePath) throws(SystemError) -> OpenFile {
        try root.openInRoot(path, O_RDONLY | O_DIRECTORY)
    }

    /// Copies a source to a path; a folder's content where it is a folder.
    ///
    /// - Parameters:
    ///   - source: What is copied.
    ///   - selection: What of it.
    ///   - destination: The whole path that it gets; absolute.
    /// - Throws: `SystemError`, `SourceError`.
    mutating func copy(
        _ source: SelectedSource,
        of selection: SourceSelection,
        to destination: FilePath
    ) throws {
        // Names of one file stay so within a source; each source is copied by itself.
        links = [:]
        if source.entry.kind == .directory {
            let isNew = isDirectory(destination) == nil
            let folder = try makeDirectory(destination)
            // A new folder is an ordinary one, whatever its source is like, as with buildah.
            if isNew, let mode = attributes.mode {
                fchmod(folder.descriptor, mode.applied(to: 0o755, isDirectory: true))
            }
            try copyContent(of: source.path, selection, below: source.path, to: folder, 0)
            if isNew { folderTimes.append((destination, source.entry)) }
        } else {
            guard let name = destination.lastComponent else {
                throw SourceError("a file cannot be copied over /")
            }
            if selection.isExcluded(source.path, below: source.path) { return }
            let folder = try makeDirectory(destination.removingLastComponent())
            try copyEntry(
                SelectedChild(
                    name: name,
                    path: source.path,
                    entry: source.entry,
                    isOptional: false
                ),
                selection,
                below: source.path,
                to: folder,
                0
            )
        }
    }

    /// Sets the times of folders, which everything that was put into them has changed.
    mutating func finish() {
        for (path, entry) in folderTimes.reversed() {
            guard let folder = try? open(path) else { continue }
            var times = entry.times
            futimens(folder.descriptor, &times)
        }
        folderTimes = []
    }

    private mutating func copyContent(
        of path: FilePath,
        _ selection: SourceSelection,
        below top: FilePath,
        to folder: borrowing Directory,
        _ depth: Int
    ) throws {
        guard depth < Self.maximumDepth else {
            throw SourceError("more than \(Self.maximumDepth) folders lie in each other")
        }
        for child in try selection.content(of: path, below: top) {
            try copyEntry(child, selection, below: top, to: folder, depth)
        }
    }

    private mutating func copyEntry(
        _ child: SelectedChild,
        _ selection: SourceSelection,
        below top: FilePath,
        to folder: borrowing Directory,
        _ depth: Int
    ) throws {
        switch child.entry.kind {
        case .directory:
            // A folder that is left out is made only for what is in it.
            if child.isOptional, try !selection.holdsAnything(child.path, below: top) { return }
            try copyFolder(child, selection, below: top, to: folder, depth)
        case .file: try copyFile(child, selection, to: folder)
        case .symlink(let target): try makeLink(child, target, selection, in: folder)
        case .fifo:
            try removeOccupant(child.name, in: folder)
            let made = child.name.withPlatformString { mkfifoat(folder.descriptor, $0, 0o600) }
            try call("make the FIFO \(child.path)", "mkfifoat", made)
            try dress(child, selection, in: folder)
        case .special: notes.insert("\(child.path) is a device or socket, and was left out")
        }
    }

    private mutating func copyFolder(
        _ child: SelectedChild,
        _ selection: SourceSelection,
        below top: FilePath,
        to folder: borrowing Directory,
        _ depth: Int
    ) throws {
        let made = child.name.withPlatformString { mkdirat(folder.descriptor, $0, 0o755) }
        if made < 0, errno == EEXIST {
            if !isDirectory(child.name, in: folder) {
                try removeOccupant(child.name, in: folder)
                let again = child.name.withPlatformString { mkdirat(folder.descriptor, $0, 0o755) }
                try call("make the folder \(child.path)", "mkdirat", again)
            }
        } else {
            try call("make the folder \(child.path)", "mkdirat", made)
        }
        let name = FilePath(root: nil, [child.name])
        let inner = Directory(
            adopting: try folder.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
            path: folder.path.appending(child.name)
        )
        try copyContent(of: child.path, selection, below: top, to: inner, depth + 1)
        // A folder that is left out itself is an ordinary one around what is in it.
        if child.isOptional {
            if made == 0 { try dressNew(folder.path.appending(child.name), 0o755) }
            return
        }
        try dress(inner.descriptor, child.entry, child.path, of: selection)
        var times = child.entry.times
        futimens(inner.descriptor, &times)
    }

    private func isDirectory(_ name: FilePath.Component, in folder: borrowing Directory) -> Bool {
        var status = stat()
        let found = name.withPlatformString {
            fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        return found == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Takes away what a file, link or folder is to replace; a folder goes with all that is in it, as with buildah.
    private func removeOccupant(_ name: FilePath.Component, in folder: borrowing Directory) throws {
        let removed = name.withPlatformString { unlinkat(folder.descriptor, $0, 0) }
        if removed == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM, isDirectory(name, in: folder) else {
            throw SystemError.last("replace \(folder.path.appending(name))", "unlinkat")
        }
        try folder.removeTree(FilePath(root: nil, [name]))
    }

    private mutating func copyFile(
        _ child: SelectedChild,
        _ selection: SourceSelection,
        to folder: borrowing Directory
    ) throws {
        try removeOccupant(child.name, in: folder)
        if let identity = child.entry.hardLink, try link(child, to: identity, in: folder) { return }
        let name = FilePath(root: nil, [child.name])
        let file = try folder.open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        try selection.files.copy(child.path, child.entry, to: file)
        try dress(file.descriptor, child.entry, child.path, of: selection)
        var times = child.entry.times
        futimens(file.descriptor, &times)
    }

    /// Makes another name of a file that was copied before; false where it is the first.
    private mutating func link(
        _ child: SelectedChild,
        to identity: [UInt64],
        in folder: borrowing Directory
    ) throws -> Bool {
        let path = folder.path.appending(child.name)
        guard let first = links[identity] else {
            links[identity] = path
            return false
        }
        guard let name = first.lastComponent,
            let above = try? root.openInRoot(first.removingLastComponent(), O_RDONLY | O_DIRECTORY)
        else { return false }
        let linked = name.withPlatformString { from in
            child.name.withPlatformString {
                linkat(above.descriptor, from, folder.descriptor, $0, 0)
            }
        }
        // What the first name means now is gone or elsewhere: then it is a file of its own.
        return linked == 0
    }

    private mutating func makeLink(
        _ child: SelectedChild,
        _ target: [UInt8],
        _ selection: SourceSelection,
        in folder: borrowing Directory
    ) throws {
        try removeOccupant(child.name, in: folder)
        let text = FileWriter.withName(target) { target in
            child.name.withPlatformString { symlinkat(target, folder.descriptor, $0) }
        }
        try call("link \(child.path)", "symlinkat", text)
        try dress(child, selection, in: folder)
    }

    /// Owner, permissions and time of something that is not opened.
    private mutating func dress(
        _ child: SelectedChild,
        _ selection: SourceSelection,
        in folder: borrowing Directory
    ) throws {
        let owner = attributes.owner(of: child.entry, keeps: selection.files.keepsOwners)
        if owner != (0, 0) {
            let owned = child.name.withPlatformString {
                fchownat(folder.descriptor, $0, owner.user, owner.group, AT_SYMLINK_NOFOLLOW)
            }
            try checkOwned(owned, owner, child.path)
        }
        if case .fifo = child.entry.kind {
            _ = child.name.withPlatformString {
                fchmodat(folder.descriptor, $0, attributes.mode(of: child.entry), 0)
            }
        }
        var times = child.entry.times
        _ = child.name.withPlatformString {
            utimensat(folder.descriptor, $0, &times, AT_SYMLINK_NOFOLLOW)
        }
    }

    /// Owner, permissions and capabilities of something that is open.
    private mutating func dress(
        _ descriptor: Int32,
        _ entry: SourceEntry,
        _ path: FilePath,
        of selection: SourceSelection
    ) throws {
        let owner = attributes.owner(of: entry, keeps: selection.files.keepsOwners)
        try setOwner(owner, of: descriptor, path)
        try call(
            "set the permissions of \(path)",
            "fchmod",
            fchmod(descriptor, attributes.mode(of: entry))
        )
        // After the owner, since a change of it takes capabilities away.
        for attribute in try selection.files.attributes(of: path) {
            let set = csandbox_set_xattr(
                descriptor,
                attribute.name,
                attribute.value,
                attribute.value.count
            )
            if set < 0 { notes.insert("\(attribute.name) of \(path) could not be kept") }
        }
    }

    private mutating func setOwner(
        _ owner: (user: UInt32, group: UInt32),
        of descriptor: Int32,
        _ path: FilePath
    ) throws {
        // New files are root's.
        guard owner != (0, 0) else { return }
        try checkOwned(fchown(descriptor, owner.user, owner.group), owner, path)
    }

    private mutating func checkOwned(
        _ result: Int32,
        _ owner: (user: UInt32, group: UInt32),
        _ path: FilePath
    ) throws {
        guard result < 0 else { return }
        guard canChangeOwners else {
            notes.insert(
                "files stay root's, since this user has no further ids (\(owner.user):\(owner.group) was asked for)"
            )
            return
        }
        throw SystemError.last("give \(path) to \(owner.user):\(owner.group)", "chown")
    }
}

extension SourceEntry {
    /// The times of last access and change.
    var times: [timespec] {
        let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
        return [time, time]
    }
}
