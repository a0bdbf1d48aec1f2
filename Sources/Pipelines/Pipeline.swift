package import Diagnostics
package import Expressions
package import OrderedCollections

/// What the user asked for, as written: templates are parsed but not evaluated, matrices not expanded.
///
/// What stands at the top counts for every job that does not say it for itself.
package struct Pipeline: Sendable, Hashable {
    /// The file it was read from, for messages about it.
    package var file: SourceFile
    /// What people call it; the file's name where nil.
    package var name: String?
    /// Variables of every step of every job.
    package var env: OrderedDictionary<String, Placed<Template>> = [:]
    /// What may not be shown, and where to get it; never a value.
    package var secrets: OrderedDictionary<String, Secret> = [:]
    /// How the commit gets into the workspace.
    package var checkout = Checkout()
    /// The image of jobs without one.
    package var image: ImageRecipe?
    /// How commands of jobs are run that do not say it.
    package var defaults = Defaults()
    /// The limits of jobs, each overridden by the job's own.
    package var resources = Resources()
    /// The time-out of jobs without one.
    package var timeout: Setting<Timeout>?
    /// In the order of the file; at least one.
    package var jobs: [Job]

    /// A pipeline of a file; the other properties begin as if left out.
    package init(file: SourceFile, jobs: [Job]) {
        self.file = file
        self.jobs = jobs
    }
}
