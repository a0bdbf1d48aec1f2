/// Which kind of machine a process sees.
///
/// Source: OCI runtime-spec, config-linux.md, "Personality"; personality(2).
package struct LinuxPersonality: Sendable, Hashable, Codable {
    /// `LINUX` or `LINUX32`.
    package var domain: String
    /// None is defined so far.
    package var flags: [String]?
}
