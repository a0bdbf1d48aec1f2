/// What a case wrote, piece by piece.
struct CaseOutputs {
    /// Standard output.
    var output: CollectedText
    /// Standard error.
    var errorOutput: CollectedText
    /// What both say to whoever reads the report.
    var marks = OutputMarks()

    init(_ limit: TextLimit) {
        output = CollectedText(limit)
        errorOutput = CollectedText(limit)
    }
}
