import History
import Reports

/// Runs made up for tests.
enum RunMaking {
    /// A run of one step, whose tests are given by name and sign: `p`, `f`, `e`, `s`, or `~` for failed and passed.
    static func run(
        _ number: Int,
        _ tests: [String: Character],
        input: String = "one",
        sha: Character = "a",
        branch: String? = "main",
        scope: String = "test/unit",
        variant: String = ""
    ) -> RunRecord {
        var run = RunRecord(
            number: number,
            began: Int64(1_700_000_000 + number * 3600),
            pipeline: "demo",
            file: "cuvette.yml",
            sha: String(repeating: sha, count: 40),
            tree: String(repeating: "b", count: 40),
            branch: branch,
            summary: "commit \(sha)",
            isWorktree: false
        )
        var step = StepRecord(
            label: "unit",
            name: "make test",
            attempt: 1,
            outcome: "success",
            conclusion: "success"
        )
        step.inputKey = input
        step.testScope = scope
        step.tests = tests.sorted { $0.key < $1.key }.map { test($0.key, $0.value, in: scope) }
        let fails = tests.values.contains("f")
        run.outcome = fails ? "failure" : "success"
        var job = JobRecord(name: "test", key: "test", slug: "test", variant: variant)
        job.outcome = run.outcome
        job.conclusion = run.outcome
        job.steps = [step]
        run.jobs = [job]
        return run
    }

    static func test(_ name: String, _ sign: Character, in scope: String) -> TestRecord {
        let outcome: TestOutcome =
            switch sign {
            case "f": .failed
            case "e": .error
            case "s": .skipped
            default: .passed
            }
        var details = TestCaseDetails()
        if outcome.isFailing {
            details.problems = [
                TestProblem(.failure, type: "E", message: "\(name) broke", text: "")
            ]
        }
        let testCase = TestCase(
            suite: SuitePath(["suite"]),
            classname: "Class",
            name: name,
            outcome: outcome,
            isFlaky: sign == "~",
            duration: .milliseconds(250),
            details: details
        )
        return TestRecord(of: testCase, in: scope)
    }
}
