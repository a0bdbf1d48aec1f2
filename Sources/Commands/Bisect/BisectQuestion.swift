import ArgumentParser
import Diagnostics
import Git
import Pipelines

/// What a bisection asks of each commit: which part of which pipeline, and what counts as bad.
struct BisectQuestion: Sendable {
    /// The options of `cuvette run` that choose the pipeline, its jobs and its variables.
    var selection: [String]
    /// The jobs that were chosen; every job where empty.
    var jobs: [String]
    /// The tree whose pipeline is run on every commit; each commit's own where nil.
    var pipelineTree: ObjectID?
    /// The step whose end is the verdict: `STEP` or `JOB/STEP`.
    var step: String?
    /// Steps whose failure says nothing of the commit but that it does not build.
    var buildSteps: [String]
    /// The test whose end is the verdict: its id, or its name.
    var test: String?
    /// How often each commit is run before it counts as good.
    var runs: Int

    /// The options by which a commit is looked up.
    func source(of commit: ObjectID) throws -> SourceOptions {
        try SourceOptions.parse(selection + ["--commit", commit.description])
    }

    /// The name under which the answer for a commit is kept: what it depends on, and nothing else.
    ///
    /// Commits that share a tree share the answer; so do repositories.
    func key(of tree: ObjectID, pipeline: SourceFile) -> String {
        var text = "verdict 1\ntree \(tree)\nruns \(runs)\n"
        for part in selection + ["--", step ?? "", test ?? ""] + buildSteps {
            text += "\(part.utf8.count) \(part)\n"
        }
        return Repository.blobID(of: Array((text + pipeline.text).utf8)).description
    }

    /// Whether a step is meant by a word of the command line.
    static func names(_ word: String, _ place: StepIdentity) -> Bool {
        let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2, [place.job, place.slug, place.jobKey].contains(parts[0]) {
            return parts[1] == place.label || parts[1] == place.name
        }
        return word == place.label || word == place.name
    }
}

/// A step by all the words that people have for it.
struct StepIdentity: Sendable, Hashable {
    var job: String
    var jobKey: String
    var slug: String
    var label: String
    var name: String
}
