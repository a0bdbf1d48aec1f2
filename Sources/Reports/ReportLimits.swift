/// How much of a report file is kept, so that a hostile or broken one cannot fill the memory.
package struct ReportLimits: Sendable, Hashable {
    /// How deep suites may nest; deeper ones give their cases to the last one kept.
    package var depthMax = 1_000
    /// How many suites are kept; the cases of others go to the suite around them.
    package var suitesMax = 100_000
    /// How many cases are kept; others are left out and the report is incomplete.
    package var casesMax = 2_000_000
    /// How many problems, attempts, properties and attachments one case or suite keeps of each.
    package var itemsMax = 1_000
    /// What is kept of a name, a message, a trace, and the output of a failing case or a suite.
    package var text = TextLimit.each(50_000)
    /// What is kept of the output of a case that does not fail.
    package var passedOutput = TextLimit.each(4_096)
    /// How many bytes of traces and output a file may fill; after that, each keeps what
    /// `overBudget` says.
    package var textBytesMax = 64 << 20
    /// What is kept of each trace and output when `textBytesMax` is used up.
    package var overBudget = TextLimit.each(512)
    /// How many warnings of each kind are kept; the number of others is told.
    package var warningsMax = 20

    /// The usual limits.
    package init() {}
}
