package import Expressions

/// How commands are run where neither step nor job says it.
package struct Defaults: Sendable, Hashable {
    /// The program that reads `run` scripts.
    package var shell: Shell?
    /// The folder in which steps begin, relative to `Workspace.path`.
    package var workingDirectory: Placed<Template>?

    /// Defaults; nil leaves the choice to the next level.
    package init(shell: Shell? = nil, workingDirectory: Placed<Template>? = nil) {
        self.shell = shell
        self.workingDirectory = workingDirectory
    }
}
