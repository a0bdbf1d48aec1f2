/// Everything that is needed to make the containers of a kept job again: `jobs/SLUG/checkpoint.json` in the run's folder.
///
/// It holds no secret, only names of secrets. Layers are named: those of the store (`image`, `source`), which the run
/// keeps from being collected, and those of its steps, which lie beside it in `layers`.
package struct JobCheckpoint: Codable, Sendable, Hashable {
    /// A secret of the pipeline, and where its value is got.
    package struct SecretSource: Codable, Sendable, Hashable {
        /// Its name.
        package var name: String
        /// A variable of the environment.
        package var environment: String?
        /// A file.
        package var file: String?
        /// A question at the terminal.
        package var prompt: String?
    }

    /// The version of this form; readers refuse others.
    package static let currentVersion = 1

    /// Which form it has.
    package var version = JobCheckpoint.currentVersion
    /// The run's number.
    package var run: Int
    /// The job's name, unique in its run: `test (linux, 3.11)`.
    package var job: String
    /// The job's word in the pipeline.
    package var jobKey: String
    /// The job's name in paths.
    package var slug: String
    /// Which try, from 1.
    package var attempt: Int
    /// The values of its matrix cell, as text.
    package var matrix: [CheckpointVariable]
    /// `success`, `failure` or `cancelled`.
    package var outcome: String
    /// The pipeline.
    package var pipeline: PipelineCheckpoint
    /// The commit and its files.
    package var source: SourceCheckpoint
    /// The file system below the files.
    package var image: ImageCheckpoint
    /// What each step may use.
    package var limits: LimitsCheckpoint
    /// What of the network the steps see.
    package var network: NetworkCheckpoint
    /// What ran beside the steps.
    package var services: [ServiceCheckpoint]
    /// The secrets of the pipeline.
    package var secrets: [SecretSource]
    /// What the steps got from the machine, and from whoever started the run.
    package var surroundings: Surroundings
    /// All steps, in order, those that were skipped too.
    package var steps: [StepCheckpoint]

    /// The first step that failed for the job; nil where none did.
    package var failedStep: StepCheckpoint? {
        steps.first { $0.result.conclusion == Outcome.failure.rawValue }
    }

    /// The step of a label or number.
    package func step(_ word: String) -> StepCheckpoint? {
        steps.first { $0.label == word } ?? steps.first { "\($0.index)" == word }
    }

    /// The id of the tree whose files a step found in the workspace, where no step before had changed them.
    package func tree(at index: Int) -> String {
        let edited = steps.last { $0.index <= index && $0.edit != nil }
        return edited?.editTree ?? source.layersTree
    }

    /// The folders of the layers below a step, bottom first, in the job's `layers`.
    ///
    /// - Parameters:
    ///   - index: The step's.
    ///   - isAfter: Whether its own layer is among them.
    /// - Returns: Names such as `01`.
    package func layers(at index: Int, after isAfter: Bool) -> [String] {
        steps.flatMap { step -> [String?] in
            let isBelow = step.index < index || isAfter && step.index == index
            return [step.index <= index ? step.edit : nil, isBelow ? step.layer : nil]
        }.compactMap(\.self)
    }
}
