import Glibc
package import SystemPackage

extension Directory {
    /// Removes a file or a whole tree of this directory; one that is not there is right.
    ///
    /// No symbolic link is followed. Directories that their owner may not read are made readable first. A tree
    /// deeper than descriptors reach is flattened: what is too deep is moved up here and removed in turn.
    ///
    /// - Parameter name: A name in this directory.
    /// - Throws: `SystemError` for the first thing that stays; the rest is removed all the same.
    package borrowing func removeTree(_ name: FilePath) throws(SystemError) {
        var removal = Removal(top: descriptor)
        removal.remove(name, from: descriptor, depth: 0)
        while let deep = removal.tooDeep.popLast() {
            removal.remove(deep, from: descriptor, depth: 0)
        }
        guard let failure = removal.failure else { return }
        throw SystemError(
            "remove \(path.appending(name.string))",
            call: "unlinkat",
            errno: Errno(rawValue: failure)
        )
    }
}

/// One walk that removes: what it could not, and what was too deep for it.
private struct Removal {
    /// Where parts that are too deep are moved.
    let top: Int32
    /// The first `errno` that stood in the way.
    var failure: Int32?
    /// Names in `top` that are still to be removed.
    var tooDeep: [FilePath] = []
    private var moved = 0

    /// How many directories one descent goes down: each holds a descriptor and a frame of the stack.
    private static let maximumDepth = 200

    init(top: Int32) {
        self.top = top
    }

    mutating func remove(_ name: FilePath, from parent: Int32, depth: Int) {
        let unlinked = name.withPlatformString { unlinkat(parent, $0, 0) }
        if unlinked == 0 || errno == ENOENT { return }
        // Linux says EISDIR for a directory; EPERM is POSIX's word for it.
        guard errno == EISDIR || errno == EPERM else { return note(errno) }
        if depth >= Self.maximumDepth, moveUp(name, from: parent) { return }
        removeContents(of: name, in: parent, depth: depth)
        let removed = name.withPlatformString { unlinkat(parent, $0, AT_REMOVEDIR) }
        if removed < 0, errno != ENOENT { note(errno) }
    }

    private mutating func note(_ reason: Int32) {
        failure = failure ?? reason
    }

    private mutating func moveUp(_ name: FilePath, from parent: Int32) -> Bool {
        moved += 1
        let flat = FilePath(".deep-\(getpid())-\(moved)")
        let result = name.withPlatformString { from in
            flat.withPlatformString { renameat(parent, from, top, $0) }
        }
        guard result == 0 else { return false }
        tooDeep.append(flat)
        return true
    }

    private mutating func removeContents(of name: FilePath, in parent: Int32, depth: Int) {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var opened = name.withPlatformString { openat(parent, $0, flags) }
        if opened < 0, errno == EACCES {
            _ = name.withPlatformString { fchmodat(parent, $0, 0o700, 0) }
            opened = name.withPlatformString { openat(parent, $0, flags) }
        }
        guard opened >= 0 else {
            // Another process may be removing the same tree.
            if errno != ENOENT { note(errno) }
            return
        }
        guard let stream = fdopendir(opened) else {
            note(errno)
            Glibc.close(opened)
            return
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath(platformString: $0) }
            }
            if name == "." || name == ".." { continue }
            remove(name, from: dirfd(stream), depth: depth + 1)
        }
    }
}
