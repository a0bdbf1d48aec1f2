package import SystemPackage

/// The name of a snapshot: what is in it, in a form that is safe as a file name.
package struct SnapshotName: Sendable, Hashable, CustomStringConvertible {
    /// The name itself: letters, digits, `-`, `_` and `.`, not beginning with a dot.
    package let description: String

    /// A name made by Cuvette.
    ///
    /// - Parameter text: Letters, digits, `-`, `_` and `.`, at most 200; anything else is a mistake of ours.
    package init(_ text: String) {
        let allowed = text.utf8.allSatisfy {
            $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x41 && $0 <= 0x5A || $0 >= 0x30 && $0 <= 0x39
                || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
        }
        precondition(allowed && !text.isEmpty && text.count <= 200 && !text.hasPrefix("."))
        description = text
    }

    /// The name as a path of one component.
    package var path: FilePath { FilePath(description) }
}

/// An immutable layer of files, ready to be the lower layer of an overlay.
package struct Snapshot: Sendable, Hashable {
    /// What is in it.
    package var name: SnapshotName
    /// The folder that holds the files.
    package var path: FilePath

    /// A layer of a name at a place.
    package init(name: SnapshotName, path: FilePath) {
        self.name = name
        self.path = path
    }
}

/// Snapshots from the bottom up: together the files that a container sees below its own writable layer.
package struct SnapshotChain: Sendable, Hashable {
    /// Bottom first.
    package var snapshots: [Snapshot]

    /// A chain, bottom first.
    package init(_ snapshots: [Snapshot] = []) {
        self.snapshots = snapshots
    }

    /// The kernel's bound on the layers of an overlay (`OVL_MAX_STACK`).
    package static let maximumLength = 500

    /// This chain with further layers on top.
    package func adding(_ layers: [Snapshot]) -> SnapshotChain {
        SnapshotChain(snapshots + layers)
    }
}
