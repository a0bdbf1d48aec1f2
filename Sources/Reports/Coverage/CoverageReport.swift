/// What a coverage file says; counted line by line, never taken from its totals.
package struct CoverageReport: Sendable, Hashable {
    /// The file it was read from, as the caller named it.
    package var file: String
    /// The source files, in the order of the report.
    package var files: [CoverageFile]
    /// Whether the report ended too early.
    package var isIncomplete: Bool
    /// What was repaired, left out or contradictory.
    package var warnings: [ReportWarning]

    /// A report with what is known of it.
    package init(
        file: String,
        files: [CoverageFile] = [],
        isIncomplete: Bool = false,
        warnings: [ReportWarning] = []
    ) {
        self.file = file
        self.files = files
        self.isIncomplete = isIncomplete
        self.warnings = warnings
    }

    /// The lines of all files.
    package var lines: CoverageCount { sum(\.lines) }
    /// The branches of all files.
    package var branches: CoverageCount { sum(\.branches) }
    /// The functions of all files.
    package var functions: CoverageCount { sum(\.functions) }

    private func sum(_ part: KeyPath<CoverageFile, CoverageCount>) -> CoverageCount {
        files.reduce(into: CoverageCount()) { $0 += $1[keyPath: part] }
    }
}
