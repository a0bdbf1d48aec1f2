package import Diagnostics

/// A service as written: a container that runs beside the steps of a job.
package struct Service: Sendable, Hashable {
    /// What the job's containers call it.
    package var name: Located<ServiceName>
    /// All else.
    package var settings: ServiceSettings

    /// A service by its name.
    package init(_ name: Located<ServiceName>, _ settings: ServiceSettings) {
        self.name = name
        self.settings = settings
    }
}
