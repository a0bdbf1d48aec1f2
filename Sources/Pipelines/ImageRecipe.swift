package import Expressions
package import Networks
package import OrderedCollections

/// The file system of a job: where it comes from, and what is done to it once and kept.
package struct ImageRecipe: Sendable, Hashable {
    /// Where it comes from.
    package var source: Setting<ImageSource>
    /// Values of the `ARG`s of an image that is built.
    package var buildArguments: OrderedDictionary<String, Placed<Template>> = [:]
    /// Commands whose outcome is kept as layers below the workspace, in order.
    package var setup: [SetupStep]

    /// An image with commands on top of it.
    package init(_ source: Setting<ImageSource>, setup: [SetupStep] = []) {
        self.source = source
        self.setup = setup
    }
}

/// A command that prepares an image; what it leaves behind is kept until it or its inputs change.
///
/// Its templates see only what is fixed before the run, and never a secret, since layers are kept.
package struct SetupStep: Sendable, Hashable {
    /// What people call it; nil where the file does not say.
    package var name: Placed<Template>?
    /// What it does.
    package var action: StepAction
    /// Its variables; those of the job are not among them.
    package var env: OrderedDictionary<String, Placed<Template>> = [:]
    /// Files of the commit, by glob, that the command sees in the workspace and that its identity covers.
    package var inputs: [Placed<Template>] = []
    /// Whether the command may use the network.
    package var network = NetworkMode<Setting<AllowEntry>>.none
    /// The folder in which it begins; `Workspace.path` where nil.
    package var workingDirectory: Placed<Template>?
    /// Whose rights it has; where nil those that the image names, or root's.
    package var user: Placed<Template>?

    /// A command; the other properties begin as if left out.
    package init(_ action: StepAction) {
        self.action = action
    }
}
