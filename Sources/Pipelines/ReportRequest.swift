package import Expressions

/// Test reports that a step writes.
package struct ReportRequest: Sendable, Hashable {
    /// Globs of report files in any format that is known, relative to `Workspace.path`.
    package var junit: [Placed<Template>]

    /// Reports by glob.
    package init(junit: [Placed<Template>] = []) {
        self.junit = junit
    }

    /// Whether none is asked for.
    package var isEmpty: Bool { junit.isEmpty }
}
