import Execution
import Expressions
import Images

/// What steps of earlier runs were given: what tells what has changed.
struct PastInputs {
    private let records: [RunRecord]

    /// How many runs are looked through.
    private static let maximumRuns = 50

    /// The runs of a pipeline before one.
    init(before number: Int, pipeline: String, in store: Store) {
        // Without a list of runs there is nothing to compare with.
        let numbers = (try? RunDirectory.numbers(in: store)) ?? []
        records = numbers.filter { $0 < number }.suffix(Self.maximumRuns).reversed()
            .map { RunRecord($0, in: store) }.filter { $0.pipeline == pipeline }
    }

    /// What the same step was given the last time, and in which run; nil where it never was.
    func last(job: String, step: String) -> (run: Int, inputs: Object)? {
        for record in records {
            for other in ExplainedStep.all(of: record) where other.job == job {
                guard other.label == step, let inputs = other.inputs else { continue }
                return (record.number, inputs)
            }
        }
        return nil
    }

    /// The names of parts that differ.
    static func differences(_ now: Object, _ before: Object) -> [String] {
        let names = now.keys + before.keys.filter { now[$0] == nil }
        return names.filter { now[$0] != before[$0] }
    }
}
