import History
import Reports

/// Runs that were never made: four in five on one branch, a few flaky tests, now and then a failure that stays a while.
struct GeneratedPast {
    private static let testCount = 500

    private let names = (0..<testCount).map { number in
        (classname: "package.module\(number / 20).ClassTests", name: "behaves in case \(number)")
    }

    /// The commit of a run.
    static func commit(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 40 - digits.count) + digits
    }

    /// A run by its number; the same number always gives the same run.
    func run(_ number: Int) -> RunRecord {
        var step = StepRecord(
            label: "unit",
            name: "make test",
            attempt: 1,
            outcome: "success",
            conclusion: "success"
        )
        // Two runs of each input, so that flaky tests can be known.
        step.inputKey = Self.commit(number / 2)
        step.testScope = "test/unit"
        step.tests = names.indices.map { test($0, in: number) }
        let fails = step.failedTests > 0
        step.outcome = fails ? "failure" : "success"
        step.conclusion = step.outcome
        var job = JobRecord(name: "test", key: "test", slug: "test", variant: "")
        job.outcome = step.outcome
        job.conclusion = step.outcome
        job.steps = [step]
        var run = RunRecord(
            number: number,
            began: 1_700_000_000 + Int64(number) * 1800,
            pipeline: "demo",
            file: "cuvette.yml",
            sha: Self.commit(number),
            tree: Self.commit(number / 2),
            branch: number.isMultiple(of: 5) ? "topic-\(number % 40)" : "main",
            summary: "commit \(number)",
            isWorktree: false,
            jobs: [job]
        )
        run.outcome = step.outcome
        run.duration = .seconds(60)
        return run
    }

    private func test(_ index: Int, in run: Int) -> TestRecord {
        let isFailing =
            index < 5 && mixed(run, index).isMultiple(of: 7)
            || index < 50 && mixed(run / 300, index).isMultiple(of: 40)
        var details = TestCaseDetails()
        if isFailing {
            details.problems = [
                TestProblem(
                    .failure,
                    type: "AssertionError",
                    message: "expected \(index), got \(run)"
                )
            ]
        }
        return TestRecord(
            of: TestCase(
                suite: SuitePath(["suite"]),
                classname: names[index].classname,
                name: names[index].name,
                outcome: isFailing ? .failed : .passed,
                duration: .milliseconds(Int(mixed(run, index) % 400)),
                details: details
            ),
            in: "test/unit"
        )
    }

    /// A number that looks like chance (the finalizer of MurmurHash3).
    private func mixed(_ run: Int, _ index: Int) -> UInt64 {
        var value = UInt64(truncatingIfNeeded: run &* 1_000_003 &+ index)
        value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ value >> 33
    }
}
