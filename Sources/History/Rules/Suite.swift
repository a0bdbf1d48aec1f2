/// All tests of one run.
package struct Suite: Sendable {
    /// A part of a suite that runs as a whole: the tests of one step, in one cell of a matrix.
    package struct Part: Sendable, Hashable {
        /// The name under which the step's tests are known.
        package var scope: String
        /// The cell of the job's matrix as text.
        package var variant: String
    }

    /// The run's number.
    package let run: Int
    /// The tests, each once for a cell, in the order of the database.
    package let results: [SuiteResult]
    /// The parts that ran, and wrote a report.
    package let parts: Set<Part>
    /// The shards that are missing, as people read them: `3 of 4 of test`; with the parts that they leave incomplete.
    package let missingShards: [(part: Part, text: String)]

    /// How many tests there are in some parts.
    func count(in parts: Set<Part>) -> Int {
        results.count { parts.contains($0.part) }
    }
}

extension SuiteResult {
    /// The part of the suite to which it belongs.
    package var part: Suite.Part { Suite.Part(scope: name.scope, variant: key.variant) }
}
