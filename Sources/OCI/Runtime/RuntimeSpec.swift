/// What a container is: a `config.json`.
///
/// Source: OCI runtime-spec 1.3, config.md. The names are the document's; keys that it does not know are passed over,
/// as it demands ("Extensibility").
package struct RuntimeSpec: Sendable, Hashable, Codable {
    /// The version of the specification that the document keeps to, as SemVer 2.0.
    package var ociVersion: String
    /// The container's process; nil only where it will never be started.
    package var process: RuntimeProcess?
    /// Its root file system.
    package var root: RuntimeRoot?
    /// What `hostname` says; needs a UTS namespace.
    package var hostname: String?
    /// What `domainname` says; needs a UTS namespace.
    package var domainname: String?
    /// Further file systems, in the order in which they are mounted.
    package var mounts: [RuntimeMount]?
    /// Programs run at turns of the container's life.
    package var hooks: RuntimeHooks?
    /// Free words about the container.
    package var annotations: [String: String]?
    /// What only Linux has.
    package var linux: LinuxSpec?

    /// A document with nothing said but its version.
    package init(ociVersion: String = RuntimeSpec.version) {
        self.ociVersion = ociVersion
    }

    /// The version of the specification that this is written against.
    package static let version = "1.2.1"
}
