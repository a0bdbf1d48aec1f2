import CSandbox

/// What a container may not reach outside itself although it shares a namespace with it.
///
/// Source: landlock(7), "IPC scoping"; Linux 6.12. Everything else that Landlock could refuse a container is refused by
/// its namespaces.
package struct LandlockScope: OptionSet, Sendable, Hashable {
    /// The bits of `LANDLOCK_SCOPE_*`.
    package let rawValue: UInt64

    /// Scopes by their bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Abstract Unix sockets that others in the same network have bound: those of desktops and daemons of the host.
    package static let abstractSockets = LandlockScope(rawValue: 1)
    /// Processes of others, by signals.
    package static let signals = LandlockScope(rawValue: 2)

    /// What this kernel can refuse.
    package static let available: LandlockScope =
        csandbox_landlock_version() >= 6 ? [.abstractSockets, .signals] : []
}
