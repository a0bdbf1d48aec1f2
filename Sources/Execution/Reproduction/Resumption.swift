package import Pipelines

/// How a run goes on from an earlier one.
package struct Resumption: Sendable {
    /// The earlier run.
    package var run: Int
    /// Jobs that are not run again: what they came to then.
    package var taken: [PlannedJob.ID: JobResult]
    /// Jobs that go on from a snapshot.
    package var points: [PlannedJob.ID: ResumePoint]

    /// A resumption by its parts.
    package init(
        of run: Int,
        taking taken: [PlannedJob.ID: JobResult],
        from points: [PlannedJob.ID: ResumePoint]
    ) {
        self.run = run
        self.taken = taken
        self.points = points
    }
}

/// The step at which a job goes on: the kept job, and the number of its step.
package struct ResumePoint: Sendable {
    /// The kept job, open.
    let job: KeptJob
    /// The step, counted from 1; an earlier one is gone on from where the pipeline differs before it.
    let index: Int

    /// A point.
    package init(_ job: KeptJob, at index: Int) {
        self.job = job
        self.index = index
    }
}
