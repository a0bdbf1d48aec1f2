package import Expressions
package import Networks
package import OrderedCollections

/// What a service is, whatever its name.
package struct ServiceSettings: Sendable, Hashable {
    /// Its file system, without the workspace; that of the job where nil.
    package var image: ImageRecipe?
    /// A program and its arguments; what the image names where empty.
    package var command: [Placed<Template>] = []
    /// Its variables; those of the job are not among them.
    package var env: OrderedDictionary<String, Placed<Template>> = [:]
    /// The folder in which it begins; the image's, or `/`, where nil.
    package var workingDirectory: Placed<Template>?
    /// Whose rights it has; where nil those that the image names, or root's.
    package var user: Placed<Template>?
    /// Its ports that this machine sees, too.
    package var ports: [Setting<PortMapping>] = []
    /// What the steps wait for; nothing where nil.
    package var ready: Readiness?
    /// Whether it is started again.
    package var restart = RestartPolicy.no
    /// Its limits; those of the job are not among them.
    package var resources = Resources()

    /// Settings as if all were left out.
    package init() {}
}
