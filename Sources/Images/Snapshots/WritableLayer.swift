import Glibc
package import HostSystem
package import SystemPackage

/// The writable layer of one container, over a chain of snapshots.
///
/// When the container is gone and its mount dropped, `frozen` is the next snapshot of the chain: no file is copied.
package struct WritableLayer: Sendable, Hashable {
    /// The folder that holds `upper` and `work`.
    package let path: FilePath

    /// Makes the empty layer in a session.
    ///
    /// - Parameters:
    ///   - session: Whose folder it is made in.
    ///   - label: What the folder's name begins with.
    /// - Throws: `SystemError`.
    package init(in session: Session, label: String) throws(SystemError) {
        let name = session.freshName(label)
        path = session.path.appending(name.components)
        let folder = try session.directory.makeDirectory(name)
        _ = try folder.makeDirectory("upper", mode: 0o755)
        _ = try folder.makeDirectory("work")
    }

    /// Makes the empty layer in a folder that outlives its maker.
    ///
    /// - Parameter folder: Where; empty.
    /// - Throws: `SystemError`.
    package init(in folder: borrowing Directory) throws(SystemError) {
        path = folder.path
        _ = try folder.makeDirectory("upper", mode: 0o755)
        _ = try folder.makeDirectory("work")
    }

    /// A layer that was made before.
    package init(existingAt path: FilePath) {
        self.path = path
    }

    /// Takes away what an earlier mount has left in `work`, which the kernel would refuse to mount again after a
    /// `volatile` one; only where nothing has the layer mounted.
    ///
    /// - Throws: `SystemError`.
    package func renew() throws(SystemError) {
        let folder = try Directory(opening: path)
        try folder.removeTree("work")
        _ = try folder.makeDirectory("work")
    }

    /// Mounts the chain with this layer on top, at no path.
    ///
    /// `volatile`: leaving the mount would otherwise write the whole file system out, which takes 100 ms and more; what
    /// a crash of the machine would lose is thrown away by the next command anyway.
    ///
    /// - Parameters:
    ///   - chain: Below; may be empty.
    ///   - extraLowers: Descriptors of mounts below the chain, bottom first; lent.
    ///   - userXattr: Whether overlayfs keeps its marks in `user.` attributes, as it must in a user namespace.
    ///   - isVolatile: Whether the layer need not survive a crash of the machine.
    /// - Returns: The mount.
    /// - Throws: `SystemError`.
    package func mount(
        over chain: SnapshotChain,
        extraLowers: [Int32] = [],
        userXattr: Bool,
        isVolatile: Bool = true
    ) throws(SystemError) -> DetachedMount {
        guard chain.snapshots.count + extraLowers.count <= SnapshotChain.maximumLength else {
            throw SystemError(
                "mount \(chain.snapshots.count) layers (the kernel takes \(SnapshotChain.maximumLength))",
                call: "fsconfig",
                errno: .invalidArgument
            )
        }
        var options: [DetachedMount.Option] = []
        // The kernel wants the topmost layer first.
        options += chain.snapshots.reversed().map { .string("lowerdir+", $0.path.string) }
        options += extraLowers.reversed().map { .descriptor("lowerdir+", $0) }
        if options.isEmpty {
            // An overlay wants a lower layer: an empty one.
            let empty = try Directory(creating: path.appending("empty"), mode: 0o755)
            options.append(.string("lowerdir+", empty.path.string))
        }
        options += [
            .string("upperdir", path.appending("upper").string),
            .string("workdir", path.appending("work").string),
        ]
        if isVolatile { options.append(.flag("volatile")) }
        // Some kernels are built to keep the content of a renamed folder where it was, which would make the layer mean
        // nothing without those below it; in a user namespace none does.
        options +=
            userXattr
            ? [.flag("userxattr")]
            : [.string("redirect_dir", "off"), .string("metacopy", "off")]
        // An image may hold device nodes; a container has those of its own /dev and no others.
        return try DetachedMount(of: "overlay", options, attributes: .noDevices)
    }

    /// Lets the layer be mounted once more; only once nothing has it mounted any more.
    ///
    /// A volatile overlay leaves a mark, so that after a crash of the machine nobody takes half written files for whole
    /// ones (the kernel's overlayfs.rst, "Volatile mount"). This process has seen no crash.
    ///
    /// - Throws: `SystemError`.
    package func allowAnotherMount() throws(SystemError) {
        try Directory(opening: path.appending("work")).removeTree("work")
    }

    /// The layer as a snapshot; only once nothing has it mounted any more.
    ///
    /// - Parameter name: What it is called from now on.
    /// - Returns: The snapshot, at the place where the layer was.
    package func frozen(as name: SnapshotName) -> Snapshot {
        Snapshot(name: name, path: path.appending("upper"))
    }

    /// Whether nothing was written; like `frozen`, only once nothing has it mounted any more.
    ///
    /// Such a layer changes nothing for those above it, and each that is left out makes the next mount cheaper.
    package var isEmpty: Bool {
        // One that cannot be looked at counts as written to.
        guard let upper = try? Directory(opening: path.appending("upper")) else { return false }
        return (try? upper.names().isEmpty) ?? false
    }

    /// How many bytes of disk the layer takes up: with 512 for each entry's inode and name, since empty files use up a
    /// disk too.
    ///
    /// - Parameters:
    ///   - limit: Where it need not be known exactly any more: a walk after somebody who makes files faster than they are
    ///     counted would not end.
    ///   - isWanted: Whether to walk on; asked at each entry.
    /// - Returns: The bytes, or some number above the limit; those found so far where they are not wanted any more.
    package func measure(
        limit: UInt64 = .max,
        while isWanted: () -> Bool = { true }
    ) -> UInt64 {
        guard let directory = try? Directory(opening: path.appending("upper")) else { return 0 }
        var blocks: UInt64 = 0
        Self.count(
            below: directory.descriptor,
            depth: 0,
            upTo: limit / 512,
            while: isWanted,
            into: &blocks
        )
        return blocks * 512
    }

    private static func count(
        below directory: Int32,
        depth: Int,
        upTo limit: UInt64,
        while isWanted: () -> Bool,
        into blocks: inout UInt64
    ) {
        let copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { return }
        defer { closedir(stream) }
        while blocks <= limit, isWanted(), let entry = readdir(stream) {
            // By its address in the stream's buffer: a name of our own for each would cost more than the rest of the walk.
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
            if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
            var status = stat()
            guard fstatat(copy, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            blocks += UInt64(status.st_blocks) + 1
            guard status.st_mode & S_IFMT == S_IFDIR, depth < 200 else { continue }
            let below = openat(copy, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard below >= 0 else { continue }
            count(
                below: below,
                depth: depth + 1,
                upTo: limit,
                while: isWanted,
                into: &blocks
            )
            close(below)
        }
    }
}
