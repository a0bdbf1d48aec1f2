package import Expressions

/// Whether what a step leaves is used again where nothing has changed that it was given.
package struct StepCaching: Sendable, Hashable {
    /// Whether it is.
    package var isWanted: Bool
    /// Globs of the files of the commit that the step sees in the workspace; all of them where nil.
    package var inputs: [Placed<Template>]?

    /// A wish; the step sees all files.
    package init(_ isWanted: Bool, inputs: [Placed<Template>]? = nil) {
        self.isWanted = isWanted
        self.inputs = inputs
    }
}
