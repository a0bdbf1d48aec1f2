/// What a runtime tells of a container.
///
/// Source: OCI runtime-spec, runtime.md, "State".
package struct ContainerState: Sendable, Hashable, Codable {
    /// Where a container is in its life.
    package enum Status: String, Sendable, Hashable, Codable {
        /// It is being made.
        case creating
        /// It is made, and its process has not run yet.
        case created
        /// Its process runs.
        case running
        /// Its processes are frozen; beyond the specification, as runc and crun say it.
        case paused
        /// Its process has ended.
        case stopped
    }

    /// The version of the specification that this keeps to.
    package var ociVersion = RuntimeSpec.version
    /// Unique on this host among those of one runtime.
    package var id: String
    /// Where it is in its life.
    package var status: Status
    /// As the host counts; none where it is stopped.
    package var pid: Int32?
    /// The absolute path of its bundle.
    package var bundle: String
    /// Free words about it.
    package var annotations: [String: String]?

    /// A state.
    package init(
        id: String,
        status: Status,
        pid: Int32?,
        bundle: String,
        annotations: [String: String]? = nil
    ) {
        self.id = id
        self.status = status
        self.pid = pid
        self.bundle = bundle
        self.annotations = annotations
    }
}
