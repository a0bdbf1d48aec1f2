package import Diagnostics
package import OrderedCollections

/// What will happen: every matrix expanded, every job in its place, fixed from here on.
package struct Plan: Sendable, Hashable {
    /// The file of the pipeline, for messages during the run.
    package var file: SourceFile
    /// What people call the pipeline.
    package var name: String
    /// What was known before; expressions see it as `git` and `run`.
    package var inputs: RunInputs
    /// What may not be shown, and where to get it.
    package var secrets: OrderedDictionary<String, Secret>
    /// How the commit gets into the workspace.
    package var checkout: Checkout
    /// Each after all it needs, otherwise in the order of the file.
    package var jobs: [PlannedJob]
}

extension Plan {
    /// The jobs by readiness: those of a stage need only jobs of earlier stages, and at least one of the last.
    ///
    /// It is a picture for people; a run does not wait for a whole stage to end.
    package var stages: [[PlannedJob]] {
        var level: [JobKey: Int] = [:]
        var stages: [[PlannedJob]] = []
        for job in jobs {
            let own = job.needs.keys.map { level[$0, default: 0] + 1 }.max() ?? 0
            level[job.jobKey] = own
            if stages.count <= own { stages.append([]) }
            stages[own].append(job)
        }
        return stages
    }
}
