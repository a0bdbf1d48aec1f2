import Glibc
package import HostSystem
import SystemPackage

/// The files of a chain of snapshots as one read-only tree, mounted at no path.
package struct StackView: ~Copyable {
    /// The mount.
    package let mount: DetachedMount
    /// It, open for work below it.
    package let directory: Directory

    /// Mounts a chain.
    ///
    /// - Parameters:
    ///   - snapshots: Bottom first; may be empty.
    ///   - session: Whose folder holds an empty layer.
    ///   - marks: How the snapshots say that something is hidden.
    /// - Throws: `SystemError`.
    package init(
        _ snapshots: [Snapshot],
        in session: Session,
        marks: OverlayMarks
    ) throws(SystemError) {
        var lowers = snapshots.reversed().map(\.path)
        // Overlayfs wants two layers at least.
        while lowers.count < 2 {
            let name = session.freshName("empty")
            _ = try session.directory.makeDirectory(name, mode: 0o755)
            lowers.append(session.path.appending(name.components))
        }
        var options = lowers.map { DetachedMount.Option.string("lowerdir+", $0.string) }
        if marks == .user { options.append(.flag("userxattr")) }
        let mount = try DetachedMount(
            of: "overlay",
            options,
            attributes: [.readOnly, .noSetuid, .noDevices]
        )
        let directory = try mount.directory(named: "/")
        self.init(mount, directory)
    }

    private init(_ mount: consuming DetachedMount, _ directory: consuming Directory) {
        self.mount = mount
        self.directory = directory
    }
}
