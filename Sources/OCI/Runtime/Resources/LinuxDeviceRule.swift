/// Allows or denies a kind of access to a set of devices.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Allowed Device list".
package struct LinuxDeviceRule: Sendable, Hashable, Codable {
    /// Whether the access is allowed; nil is denied, as in the Go types that most configurations are written with.
    package var allow: Bool?
    /// `a` for all devices, `c` for character and `b` for block devices; nil is `a`.
    package var type: String?
    /// The device's major number; nil, and -1 in practice, are all of them.
    package var major: Int64?
    /// The device's minor number; nil, and -1 in practice, are all of them.
    package var minor: Int64?
    /// A set of `r` (read), `w` (write) and `m` (mknod); nil or empty is all three.
    package var access: String?

    /// A value by its parts, each of which may be left out.
    package init(
        allow: Bool? = nil,
        type: String? = nil,
        major: Int64? = nil,
        minor: Int64? = nil,
        access: String? = nil
    ) {
        self.allow = allow
        self.type = type
        self.major = major
        self.minor = minor
        self.access = access
    }
}
