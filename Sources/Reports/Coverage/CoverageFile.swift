/// What is known of the coverage of one source file.
package struct CoverageFile: Sendable, Hashable {
    /// As the report names it.
    package var path: String
    /// Its lines; of go cover, its statements.
    package var lines = CoverageCount()
    /// The branches of its conditions.
    package var branches = CoverageCount()
    /// Its functions, where the format tells of them.
    package var functions = CoverageCount()
    /// The lines that were not run, in order.
    package var missedLines: [ClosedRange<Int>] = []

    /// A file of which nothing is known yet.
    package init(path: String) {
        self.path = path
    }
}
