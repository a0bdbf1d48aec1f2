/// Runs that follow one another: of one pipeline file, on one branch.
package struct RunLine: Sendable, Hashable {
    /// The pipeline's file.
    package var file: String
    /// The branch; nil for runs of bare commits.
    package var branch: String?

    /// A line by its parts.
    package init(file: String, branch: String?) {
        self.file = file
        self.branch = branch
    }
}
