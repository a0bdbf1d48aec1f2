package import Networks
package import OrderedCollections

/// The file system of a planned job; nothing in it waits for the run.
package struct PlannedImage: Sendable, Hashable {
    /// Where it comes from.
    package var source: ImageSource
    /// What is done to it, in order.
    package var setup: [PlannedSetupStep]
}

/// A command that prepares an image, with every template evaluated.
package struct PlannedSetupStep: Sendable, Hashable {
    /// What a command is once its templates are evaluated.
    package enum Action: Sendable, Hashable {
        /// A script and who reads it.
        case run(String, Shell)
        /// A program and its arguments; at least one.
        case command([String])
    }

    /// What people call it.
    package var name: String
    /// What it does.
    package var action: Action
    /// Its variables.
    package var env: OrderedDictionary<String, String>
    /// Globs of the files of the commit that it sees in the workspace.
    package var inputs: [String]
    /// Whether it may use the network.
    package var network: NetworkMode<AllowEntry>
    /// The folder in which it begins, relative to `Workspace.path`; that folder itself where nil.
    package var workingDirectory: String?
    /// Whose rights it has; where nil those that the image names, or root's.
    package var user: String?
}
