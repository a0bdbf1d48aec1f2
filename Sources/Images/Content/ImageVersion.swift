package import OCI

/// What a name meant from some moment on.
package struct ImageVersion: Sendable, Hashable, Codable {
    /// What changed a name.
    package enum Cause: String, Sendable, Hashable, Codable {
        case pull
        case build
        case tag
        case commit
        case load
        case `import`
        case rollback
    }

    /// The manifest or index that it meant.
    package var descriptor: Descriptor
    /// From when on; RFC 3339.
    package var time: String
    /// Why.
    package var cause: Cause

    /// A version.
    package init(descriptor: Descriptor, time: String, cause: Cause) {
        self.descriptor = descriptor
        self.time = time
        self.cause = cause
    }
}
