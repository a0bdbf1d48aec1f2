/// One step of a pipeline told as a test case, so that any JUnit viewer shows a build that broke.
package struct StepCase: Sendable, Hashable {
    /// The job with its matrix cell; becomes the class of the case.
    package var job: String
    /// The name of the step; becomes the name of the case.
    package var name: String
    /// How the step ended: `failed` for an exit code, `error` where it could not be run or timed
    /// out.
    package var outcome: TestOutcome
    /// How long it took; nil where it was not run.
    package var duration: Duration?
    /// Why it did not pass, in one line: `exit code 1`, `needs "build"`.
    package var reason: String
    /// The last lines of its log.
    package var logTail: String
    /// What is known of it: exit code, peak memory, image digest.
    package var properties: [TestProperty]

    /// A step and how it ended.
    package init(
        job: String,
        name: String,
        outcome: TestOutcome,
        duration: Duration? = nil,
        reason: String = "",
        logTail: String = "",
        properties: [TestProperty] = []
    ) {
        self.job = job
        self.name = name
        self.outcome = outcome
        self.duration = duration
        self.reason = reason
        self.logTail = logTail
        self.properties = properties
    }

    /// Why the step did not pass, as a report says it; nil for one that did.
    private var problem: TestProblem? {
        let kind: TestProblem.Kind? =
            switch outcome {
            case .passed: nil
            case .failed: .failure
            case .error: .error
            case .skipped: .skipped
            }
        return kind.map { TestProblem($0, type: "step", message: reason, text: logTail) }
    }

    /// The case of the step in a suite, under a name that no earlier step of the suite has.
    fileprivate func testCase(in suite: SuitePath, numbered number: Int) -> TestCase {
        var details = TestCaseDetails()
        details.problems = problem.map { [$0] } ?? []
        details.properties = properties
        return TestCase(
            suite: suite,
            classname: job,
            name: number == 1 ? name : "\(name) (\(number))",
            outcome: outcome,
            duration: duration,
            details: details
        )
    }
}

extension TestSuite {
    /// The suite `cuvette.steps`: one case for each step, in the given order.
    ///
    /// - Parameters:
    ///   - steps: The steps; of those with one name in one job the second is called `name (2)`.
    ///   - properties: What is known of the run: commit, tree, runner version.
    package init(steps: [StepCase], properties: [TestProperty] = []) {
        self.init(path: SuitePath([Self.stepsName]))
        self.properties = properties
        var numbers: [[String]: Int] = [:]
        for step in steps {
            let number = numbers[[step.job, step.name], default: 0] + 1
            numbers[[step.job, step.name]] = number
            cases.append(step.testCase(in: path, numbered: number))
        }
    }
}
