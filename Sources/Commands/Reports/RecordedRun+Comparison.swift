import History
import Reports

extension RecordedRun {
    /// Marks its tests by what has changed since another run.
    mutating func tell(of comparison: SuiteComparison, with base: Base) {
        var context = context
        context.comparison =
            "Compared with \(base.text): \(ComparisonText.counts(comparison))."
        if comparison.hasShrunk {
            context.comparison +=
                " The suite shrank from \(comparison.countBefore) to \(Amounts.text(comparison.countNow, "test"))."
        }
        let marks: [(TestMark.Kind, [SuiteResult])] = [
            (.newlyFailing, comparison.newlyFailing), (.stillFailing, comparison.stillFailing),
            (.fixed, comparison.fixed), (.new, comparison.new),
            (.newlySkipped, comparison.newlySkipped),
        ]
        for (kind, results) in marks {
            for result in results {
                context.marks[result.name.id, default: []].append(TestMark(kind))
            }
        }
        self = RecordedRun(report: report, context: context)
    }
}
