import Glibc
import HostSystem
import SystemPackage

/// Gives new volumes what the image has at their places.
struct VolumeFiller {
    private let points: [MountPoint]

    init(_ mounts: [MountPoint]) {
        points = mounts.filter { $0.kind == .volume && $0.copiesContent }
    }

    /// Fills the volumes that are empty; others stay as they are.
    ///
    /// - Parameter root: The container's root.
    /// - Throws: `SystemError`.
    func fill(from root: borrowing Directory) throws {
        for point in points {
            let volume = try Directory(opening: FilePath(point.source))
            guard try volume.names().isEmpty else { continue }
            // What the image does not have, or has as a file, fills nothing.
            guard
                let file = try? root.openInRoot(FilePath(point.destination), O_RDONLY | O_DIRECTORY)
            else { continue }
            let source = Directory(adopting: file, path: FilePath(point.destination))
            var copy = TreeCopy()
            try copy.copyContent(of: source, to: volume)
            try copy.copyAttributes(of: source, to: volume)
        }
    }
}
