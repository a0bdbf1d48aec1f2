import Pipelines

/// A step whose snapshots are in the store.
package struct KeptStep: Sendable {
    /// The folder of its run.
    package let directory: RunDirectory
    /// Its job.
    package let job: JobCheckpoint
    /// The step.
    package let step: StepCheckpoint

    /// A step of a kept job.
    package init(_ step: StepCheckpoint, of job: JobCheckpoint, in directory: RunDirectory) {
        self.directory = directory
        self.job = job
        self.step = step
    }

    /// How it is named in commands: `42/test/3`.
    package var place: String { "\(directory.number)/\(job.slug)/\(step.label)" }

    /// Its place, for logs and cgroups of what is run again.
    var stepPlace: StepPlace {
        StepPlace(
            job: PlannedJob.ID(job.job),
            slug: job.slug,
            index: step.index,
            isSetup: step.isSetup,
            label: step.label,
            attempt: job.attempt
        )
    }

    /// The steps behind it in its job.
    package var following: ArraySlice<StepCheckpoint> {
        job.steps.drop { $0.index <= step.index }
    }
}
