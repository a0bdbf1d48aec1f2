import Pipelines

/// What one try of a job has done so far: what a checkpoint is made of, once it is known that there is to be one.
struct JobTrail: Sendable {
    /// A step that has come to its end, or was skipped.
    struct Step: Sendable {
        var run: StepRun
        /// What it found.
        var before: StepScope
        var end: StepRun.End
    }

    let job: PlannedJob
    let image: JobImage
    let services: JobServices
    let attempt: Int
    var steps: [Step] = []
    /// Where the job went on, if it was resumed.
    var start: ResumedStart?

    init(job: PlannedJob, image: JobImage, services: JobServices, attempt: Int) {
        self.job = job
        self.image = image
        self.services = services
        self.attempt = attempt
    }
}
