/// Whether what a planned step leaves is used again, as the pipeline says.
package struct PlannedCaching: Sendable, Hashable {
    /// Whether it is.
    package var isWanted: Bool
    /// Globs of the files of the commit that the step sees in the workspace; all of them where nil.
    package var inputs: [String]?

    /// A wish.
    package init(isWanted: Bool, inputs: [String]? = nil) {
        self.isWanted = isWanted
        self.inputs = inputs
    }
}
