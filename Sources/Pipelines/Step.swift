package import Diagnostics
package import Expressions
package import OrderedCollections

/// A step as written: one command in the job's container.
package struct Step: Sendable, Hashable {
    /// What people call it; the first line of its command where nil.
    package var name: Placed<Template>?
    /// The word under which expressions find its outputs.
    package var id: Located<String>?
    /// What it does; the shell is `automatic` where the step names none.
    package var action: StepAction
    /// The folder in which it begins; that of the defaults where nil.
    package var workingDirectory: Placed<Template>?
    /// Its variables, over those of the job.
    package var env: OrderedDictionary<String, Placed<Template>> = [:]
    /// Whether it runs; `success()` where nil.
    package var condition: Placed<Condition>?
    /// How long it may take; as long as the job where nil.
    package var timeout: Setting<Timeout>?
    /// Whether the job goes on though this step fails.
    package var continueOnError = Switch.fixed(false)
    /// Test reports that it writes.
    package var reports = ReportRequest()
    /// Whose rights it has; where nil those that the image names, or root's.
    package var user: Placed<Template>?
    /// Whether what it leaves is used again; as the job says where nil.
    package var cache: StepCaching?

    /// A step; the other properties begin as if left out.
    package init(_ action: StepAction) {
        self.action = action
    }
}
