import Containers
import Execution
import Git
import Pipelines
import Reports

/// What one run of a commit says of it.
struct RunFinding {
    let question: BisectQuestion
    let plan: Plan
    let result: RunResult
    let steps: [RunWitness.Step]
    /// The test reports of the run.
    let report: TestReport

    /// The code by which a step says that its commit cannot be judged; git-bisect(1), "Bisect run".
    static let skipCode: UInt8 = 125

    /// The judgement, by the first of these that holds.
    ///
    /// The host or Cuvette failed; a step returned 125; a setup or build step failed: none of them says anything of the
    /// commit. Then the test decides if one was named, else the step if one was named, else the jobs that were asked for.
    var judgement: Judgement {
        if let host = trouble { return host }
        if let step = steps.first(where: { $0.result.exit?.status == .exited(Self.skipCode) }) {
            return Judgement(.skipped, "\(words(step)) returned 125")
        }
        if let step = steps.first(where: { isPreparation($0) && $0.result.outcome == .failure }) {
            return Judgement(.skipped, "does not build: \(words(step)): \(reason(step))")
        }
        if let test = question.test { return judgement(ofTest: test) }
        if let step = question.step { return judgement(ofStep: step) }
        return judgementOfJobs
    }

    private var trouble: Judgement? {
        let job = result.jobs.first { $0.result.isInfrastructure }
        guard let job else { return nil }
        let problem =
            job.result.problem ?? steps.lazy.compactMap(\.result.problem).first ?? "the host failed"
        var judgement = Judgement(.skipped, "job \(job.id): \(problem)")
        judgement.isLasting = false
        return judgement
    }

    private func isPreparation(_ step: RunWitness.Step) -> Bool {
        step.isSetup || question.buildSteps.contains { BisectQuestion.names($0, step.identity) }
    }

    // MARK: A test

    private func judgement(ofTest test: String) -> Judgement {
        let scopes = scopes
        let cases = report.cases.filter { BisectedTest.names(test, $0, scopes) }
        if let bad = cases.first(where: {
            $0.outcome == .failed || $0.outcome == .error || $0.isFlaky
        }) {
            let message = bad.problems.first?.message ?? ""
            return Judgement(
                .bad,
                "\(BisectedTest.text(of: bad)) failed\(message.isEmpty ? "" : ": ")\(message.prefix(120))"
            )
        }
        if let good = cases.first(where: { $0.outcome == .passed }) {
            return Judgement(.good, "\(BisectedTest.text(of: good)) passed")
        }
        let failure = steps.first { $0.result.outcome == .failure }
        let cause = failure.map { "; \(words($0)): \(reason($0))" } ?? ""
        return Judgement(
            .skipped,
            cases.isEmpty ? "no report tells of the test\(cause)" : "the test was skipped"
        )
    }

    /// Under which names the tests of the steps are known, by the suites around them.
    private var scopes: [String: String] {
        steps.reduce(into: [:]) { scopes, step in
            let place = "\(step.identity.job)/\(step.identity.label)"
            scopes[place] = step.result.testScope
        }
    }

    // MARK: A step

    private func judgement(ofStep word: String) -> Judgement {
        let meant = steps.filter { BisectQuestion.names(word, $0.identity) }
        if let bad = meant.first(where: { $0.result.outcome == .failure }) {
            return Judgement(.bad, "\(words(bad)): \(reason(bad))")
        }
        if let good = meant.first(where: { $0.result.outcome == .success }) {
            return Judgement(.good, "\(words(good)) passed")
        }
        let failure = steps.first { $0.result.outcome == .failure }
        let cause = failure.map { ": \(words($0)) failed before it" } ?? ""
        return Judgement(.skipped, "step \(word) did not run\(cause)")
    }

    // MARK: Jobs

    private var judgementOfJobs: Judgement {
        let asked = result.jobs.filter { isAsked($0.id) }
        if let bad = asked.first(where: { $0.result.conclusion == .failure }) {
            let step = steps.first {
                $0.identity.job == bad.id.text && $0.result.conclusion == .failure
            }
            let text = step.map { "\(words($0)): \(reason($0))" }
            return Judgement(.bad, text ?? "job \(bad.id): \(bad.result.problem ?? "failed")")
        }
        if asked.contains(where: { $0.result.conclusion == .success }) {
            return Judgement(.good, "passed")
        }
        let needed = result.jobs.first { $0.result.conclusion == .failure }
        return Judgement(
            .skipped,
            needed.map { "job \($0.id), which is needed, failed" } ?? "nothing ran"
        )
    }

    private func isAsked(_ id: PlannedJob.ID) -> Bool {
        guard !question.jobs.isEmpty, let job = plan.jobs.first(where: { $0.id == id }) else {
            return question.jobs.isEmpty
        }
        return question.jobs.contains { [job.jobKey.text, job.slug, job.id.text].contains($0) }
    }

    // MARK: Words

    private func words(_ step: RunWitness.Step) -> String {
        "\(step.identity.job)/\(step.identity.label)"
    }

    private func reason(_ step: RunWitness.Step) -> String {
        StepText.reason(step.result) ?? "failed"
    }
}
