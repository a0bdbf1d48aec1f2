/// How much of the repository the workspace holds beside the files of the commit.
package struct Checkout: Sendable, Hashable {
    /// How many commits of history `git log` finds in the workspace; 0 for all of it.
    package var depth: Int

    /// A checkout with a depth; 0 for the whole history.
    package init(depth: Int = Bounds.defaultDepth) {
        self.depth = depth
    }
}
