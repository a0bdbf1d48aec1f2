package import Expressions
package import OrderedCollections

/// A step that will run, with what its job and the pipeline leave to it filled in.
package struct PlannedStep: Sendable, Hashable {
    /// Counted from 1.
    package var index: Int
    /// The word under which expressions find it; nil where the file gives none.
    package var id: String?
    /// What people call it; nil where the file does not say.
    package var name: Placed<Template>?
    /// What it does.
    package var action: StepAction
    /// The folder in which it begins, relative to `Workspace.path`; that folder itself where nil.
    package var workingDirectory: Placed<Template>?
    /// Its variables, over those of the job.
    package var env: OrderedDictionary<String, Placed<Template>>
    /// Whether it runs; `success()` where nil.
    package var condition: Placed<Condition>?
    /// How long it may take; as long as the job where nil.
    package var timeout: Duration?
    /// Whether the job goes on though it fails.
    package var continueOnError: Switch
    /// Test reports that it writes.
    package var reports: ReportRequest
    /// Whose rights it has; where nil those that the image names, or root's.
    package var user: Placed<Template>?
    /// Whether what it leaves is used again; as the run is told where nil.
    package var cache: PlannedCaching?

    /// The word for it in logs and commands: its id, or its number.
    package var label: String { id ?? String(index) }
}
