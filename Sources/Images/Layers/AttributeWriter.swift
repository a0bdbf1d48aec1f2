import CSandbox
import Glibc
import SystemPackage

/// Sets the attributes of files, in the one order in which they all stay.
///
/// chown(2) takes away the set-id bits and `security.capability`, and an ACL is made to fit the permissions by chmod(2),
/// so: owner, permissions, extended attributes. The time is last, although nothing here would change it.
struct AttributeWriter: Sendable {
    /// With `user`, what a user namespace does not allow is noted, not refused.
    let marks: OverlayMarks
    /// What could not be set, and what else was left out of the layer.
    var notes = LayerNotes()

    /// Sets the attributes of a file or directory.
    ///
    /// - Parameters:
    ///   - attributes: What is set.
    ///   - descriptor: Open for reading or writing.
    ///   - path: What messages call it.
    /// - Throws: `LayerFault`.
    mutating func set(
        _ attributes: FileAttributes,
        on descriptor: Int32,
        at path: FilePath
    ) throws(LayerFault) {
        let owned = fchown(descriptor, attributes.owner, attributes.group)
        let mode = try permissions(of: attributes, at: path, owned: owned)
        try refused(fchmod(descriptor, mode), "chmod \(path)", "fchmod")
        for attribute in attributes.extendedAttributes {
            try set(attribute, on: descriptor, at: path)
        }
        guard var times = attributes.times else { return }
        try refused(futimens(descriptor, &times), "date \(path)", "futimens")
    }

    /// Sets the attributes of something that is never opened: a symbolic link, a device, a FIFO.
    ///
    /// - Parameters:
    ///   - attributes: What is set; extended attributes are left out.
    ///   - name: A name of the directory.
    ///   - directory: Open.
    ///   - isLink: Whether it is a symbolic link; those have no permissions.
    ///   - path: What messages call it.
    /// - Throws: `LayerFault`.
    mutating func set(
        _ attributes: FileAttributes,
        on name: FilePath.Component,
        in directory: Int32,
        isLink: Bool,
        at path: FilePath
    ) throws(LayerFault) {
        let owned = name.withPlatformString {
            fchownat(directory, $0, attributes.owner, attributes.group, AT_SYMLINK_NOFOLLOW)
        }
        let mode = try permissions(of: attributes, at: path, owned: owned)
        if !isLink {
            let changed = name.withPlatformString { fchmodat(directory, $0, mode, 0) }
            try refused(changed, "chmod \(path)", "fchmodat")
        }
        for attribute in attributes.extendedAttributes {
            notes.add(.attribute, "\(attribute.name) of \(path)")
        }
        guard var times = attributes.times else { return }
        let dated = name.withPlatformString {
            utimensat(directory, $0, &times, AT_SYMLINK_NOFOLLOW)
        }
        try refused(dated, "date \(path)", "utimensat")
    }

    /// The permissions, less the set-id bits where the file could not be given to its owner: a program must not get
    /// the rights of another user than the layer says.
    private mutating func permissions(
        of attributes: FileAttributes,
        at path: FilePath,
        owned: Int32
    ) throws(LayerFault) -> UInt32 {
        let owner = "\(attributes.owner):\(attributes.group)"
        if owned < 0, marks == .user, errno == EINVAL || errno == EPERM {
            notes.add(.owner, "\(owner) of \(path)")
            return attributes.mode & 0o1777
        }
        try refused(owned, "chown \(path) to \(owner)", "fchown")
        return attributes.mode
    }

    private mutating func set(
        _ attribute: ExtendedAttribute,
        on descriptor: Int32,
        at path: FilePath
    ) throws(LayerFault) {
        if OverlayMarks.isMark(attribute.name) {
            return notes.add(.overlayMark, "\(attribute.name) of \(path)")
        }
        // With a byte more than is set, so that there is an address also for an empty value.
        let result = (attribute.value + [0]).withUnsafeBytes { value in
            value.baseAddress.map {
                csandbox_set_xattr(descriptor, attribute.name, $0, value.count - 1)
            } ?? 0
        }
        if result < 0, errno == EOPNOTSUPP || errno == EPERM {
            return notes.add(.attribute, "\(attribute.name) of \(path)")
        }
        try refused(result, "set \(attribute.name) of \(path)", "fsetxattr")
    }
}

extension FileAttributes {
    /// The times of last access and change; a layer tells one, and the other should not tell when it was unpacked.
    fileprivate var times: [timespec]? {
        modified.map { time in
            let value = timespec(tv_sec: Int(time.seconds), tv_nsec: Int(time.nanoseconds))
            return [value, value]
        }
    }
}
