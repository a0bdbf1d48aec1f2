/// A set of capabilities; capabilities(7), numbers from `<linux/capability.h>`.
package struct Capabilities: OptionSet, Sendable, Hashable {
    /// The bits, as the kernel numbers them.
    package let rawValue: UInt64

    /// A set of its bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    private static func number(_ bit: UInt64) -> Capabilities {
        Capabilities(rawValue: 1 << bit)
    }

    /// Change the owner of any file.
    package static let changeOwner = number(0)
    /// Read and write any file.
    package static let overridePermissions = number(1)
    /// Act as the owner of any file.
    package static let actAsOwner = number(3)
    /// Keep set-user-id bits when a file changes.
    package static let keepSetuidBits = number(4)
    /// Signal any process of the container.
    package static let kill = number(5)
    /// Change group ids.
    package static let setgid = number(6)
    /// Change user ids.
    package static let setuid = number(7)
    /// Drop capabilities for good.
    package static let setCapabilities = number(8)
    /// Listen on ports below 1024.
    package static let bindLowPorts = number(10)
    /// chroot(2).
    package static let chroot = number(18)
    /// Give files capabilities.
    package static let setFileCapabilities = number(31)

    /// What podman grants.
    ///
    /// Enough for package managers and build tools, nothing that reaches the host. Docker's `MKNOD`, `NET_RAW` and
    /// `AUDIT_WRITE` are left out, since no build or test needs them.
    package static let standard: Capabilities = [
        .changeOwner, .overridePermissions, .actAsOwner, .keepSetuidBits, .kill, .setgid, .setuid,
        .setCapabilities, .bindLowPorts, .chroot, .setFileCapabilities,
    ]
}
