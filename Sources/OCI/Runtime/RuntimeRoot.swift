/// Where the root file system lies.
///
/// Source: OCI runtime-spec, config.md, "Root".
package struct RuntimeRoot: Sendable, Hashable, Codable {
    /// A directory; relative to the bundle or absolute.
    package var path: String
    /// Whether nothing in it may be written.
    package var readonly: Bool?

    /// A root by its path.
    package init(path: String, readonly: Bool? = nil) {
        self.path = path
        self.readonly = readonly
    }
}
