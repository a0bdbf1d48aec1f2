package import Expressions
package import Networks
package import OrderedCollections

/// A service that will run beside the steps of a planned job.
package struct PlannedService: Sendable, Hashable {
    /// What the job's containers call it.
    package var name: ServiceName
    /// Its file system.
    package var image: PlannedImage
    /// A program and its arguments; what the image names where empty.
    package var command: [Placed<Template>]
    /// Its variables, evaluated once when the job begins.
    package var env: OrderedDictionary<String, Placed<Template>>
    /// The folder in which it begins; the image's, or `/`, where nil.
    package var workingDirectory: Placed<Template>?
    /// Whose rights it has; where nil those that the image names, or root's.
    package var user: Placed<Template>?
    /// Its ports that this machine sees, too.
    package var ports: [PortMapping]
    /// What the steps wait for; nothing where nil.
    package var ready: PlannedReadiness?
    /// Whether it is started again.
    package var restart: RestartPolicy
    /// What it may use.
    package var limits: PlannedLimits
}

/// What is waited for before the first step.
package struct PlannedReadiness: Sendable, Hashable {
    /// What shows that it is ready.
    package var sign: ReadinessSign
    /// How long it may take.
    package var timeout: Duration
    /// How long after a command that failed the next is run.
    package var interval: Duration
}
