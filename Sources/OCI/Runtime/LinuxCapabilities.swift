/// The five capability sets of a process, by the kernel's names (`CAP_CHOWN`).
///
/// Source: OCI runtime-spec, config.md, "Linux Process"; capabilities(7).
package struct LinuxCapabilities: Sendable, Hashable, Codable {
    /// Kept over execve(2) by root, and by others in `ambient`.
    package var effective: [String]?
    /// What no program run may ever gain.
    package var bounding: [String]?
    /// Added to what a program's file grants.
    package var inheritable: [String]?
    /// What may be made effective.
    package var permitted: [String]?
    /// Kept over execve(2) by anyone.
    package var ambient: [String]?

    /// The given sets; an absent one is empty.
    package init(
        effective: [String]? = nil,
        bounding: [String]? = nil,
        inheritable: [String]? = nil,
        permitted: [String]? = nil,
        ambient: [String]? = nil
    ) {
        self.effective = effective
        self.bounding = bounding
        self.inheritable = inheritable
        self.permitted = permitted
        self.ambient = ambient
    }
}
