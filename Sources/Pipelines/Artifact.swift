package import Expressions

/// Files that are kept when a job ends.
package struct Artifact: Sendable, Hashable {
    /// After which outcome they are kept.
    package enum Occasion: String, Sendable, Hashable, CaseIterable {
        /// Every step succeeded.
        case success
        /// A step failed.
        case failure
        /// Either.
        case always
    }

    /// What people call them; unique in its job.
    package var name: Placed<Template>
    /// Globs relative to `Workspace.path`; at least one.
    package var paths: [Placed<Template>]
    /// After which outcome.
    package var occasion: Occasion

    /// Files to be kept under a name.
    package init(name: Placed<Template>, paths: [Placed<Template>], when occasion: Occasion) {
        self.name = name
        self.paths = paths
        self.occasion = occasion
    }
}
