/// A network interface of the host that moves into a container.
///
/// Source: OCI runtime-spec, config-linux.md, "Network Devices".
package struct LinuxNetDevice: Sendable, Hashable, Codable {
    /// Its name inside; unchanged where nil.
    package var name: String?
}
