package import Expressions

/// A folder that outlives the run under a name.
package struct Cache: Sendable, Hashable {
    /// Jobs that use the same name share the folder.
    package var name: Placed<Template>
    /// Where the container sees it, relative to `Workspace.path`.
    package var path: Placed<Template>

    /// A named folder at a path.
    package init(name: Placed<Template>, path: Placed<Template>) {
        self.name = name
        self.path = path
    }
}
