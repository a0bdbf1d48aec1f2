import Expressions
package import Pipelines
package import Reports

/// What the test reports of a step say, and under which name its tests are known from run to run.
package struct StepTests: Sendable {
    /// The job's key, and the step's id or fixed name where the file gives one: `test/unit`.
    ///
    /// The cell of a matrix is no part of it, nor is the number of a step, which changes with every step that is added
    /// before it.
    package var scope: String
    /// The step's reports as one, secrets replaced.
    package var report: TestReport
    /// The ids of tests that failed and are in quarantine.
    package var quarantined: Set<String> = []

    init(_ report: TestReport, of step: PlannedStep, in job: PlannedJob) {
        scope = Self.scope(of: step, in: job)
        self.report = report
    }

    /// The name under which the tests of a step are known.
    package static func scope(of step: PlannedStep, in job: PlannedJob) -> String {
        let own = step.id ?? step.name?.value.literal
        return own.map { "\(job.jobKey)/\($0)" } ?? job.jobKey.text
    }
}
