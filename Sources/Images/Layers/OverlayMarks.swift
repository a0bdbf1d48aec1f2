import CSandbox
import HostSystem

/// The name space in which overlayfs keeps its marks on files of a layer.
///
/// A store whose layers were unpacked with one cannot be mounted with the other.
///
/// Source: Documentation/filesystems/overlayfs.rst, "User xattr".
package enum OverlayMarks: String, Sendable, Hashable {
    /// `trusted.overlay.`: for root of the host.
    case trusted
    /// `user.overlay.`: for root of a user namespace, with the mount option `userxattr`.
    case user

    /// Whether an attribute is a mark of overlayfs of either kind.
    ///
    /// A layer that brings its own could make overlayfs show any file of the layers below in place of another
    /// (`redirect`, `metacopy`).
    static func isMark(_ name: String) -> Bool {
        name.hasPrefix("trusted.overlay.") || name.hasPrefix("user.overlay.")
    }

    /// Makes an open directory hide what the layers below have at its place.
    func makeOpaque(_ directory: Int32) throws(LayerFault) {
        let name = "\(rawValue).overlay.opaque"
        let result = csandbox_set_xattr(directory, name, "y", 1)
        do { try call("mark a directory as opaque", "fsetxattr", result) } catch {
            throw .system(error)
        }
    }

    /// Whether an open directory hides what the layers below have at its place.
    func isOpaque(_ directory: Int32) -> Bool {
        var value: UInt8 = 0
        let size = csandbox_get_xattr(directory, "\(rawValue).overlay.opaque", &value, 1)
        return size == 1 && value == UInt8(ascii: "y")
    }

    /// The same where it is not known which words the directory was marked with.
    static func isOpaqueInAnyWords(_ directory: Int32) -> Bool {
        OverlayMarks.trusted.isOpaque(directory) || OverlayMarks.user.isOpaque(directory)
    }
}
