/// Intel's cache and memory bandwidth allocation, through resctrl.
///
/// Source: OCI runtime-spec, config-linux.md, "IntelRdt". Cuvette refuses a container that asks for it, since no
/// processor it was ever tried on has it.
package struct LinuxIntelRDT: Sendable, Hashable, Codable {
    /// The class of service.
    package var closID: String?
    /// The schema of the L3 cache.
    package var l3CacheSchema: String?
    /// The schema of the memory bandwidth.
    package var memBwSchema: String?
}
