import Builds
import Diagnostics
import Git
import Images
import Pipelines
import SystemPackage

/// The commit of a kept job, and the layers that hold its files.
package struct SourceCheckpoint: Codable, Sendable, Hashable {
    /// The repository's git directory; absolute.
    package var gitDirectory: String
    /// What paths in the pipeline are relative to.
    package var root: String
    /// The commit's id in full.
    package var commit: String
    /// The first line of its message.
    package var summary: String
    /// The id of the tree in the workspace: the commit's, or that of the working directory.
    package var tree: String
    /// Whether the tree is that of the working directory.
    package var isWorktree: Bool
    /// The branch that HEAD is on inside; nil for a detached one.
    package var branch: String?
    /// How many generations of history the checkout carries; 0 for all.
    package var depth: Int
    /// The names of the layers in the store, bottom first: the files, at the top the checkout around them.
    package var layers: [String]
    /// The id of the tree that the layers hold: of a resumed job that with which its first step began.
    package var layersTree: String

    /// The source of a job.
    ///
    /// Of a resumed one the layers are those that its steps began with, on which its edits lie.
    init(_ materials: RunMaterials, _ start: ResumedStart?) {
        let source = materials.request.source
        gitDirectory = materials.request.repository.gitDirectory.string
        root = materials.request.repository.root.string
        commit = source.commit.id.description
        summary = source.commit.summary
        tree = source.tree.description
        isWorktree = source.objects != nil
        branch = source.branch
        depth = source.depth
        layersTree = start?.job.checkpoint.source.layersTree ?? source.tree.description
        layers = (start?.source ?? materials.source.snapshots).map(\.name.description)
    }
}

/// How the pipeline of a kept run was found and narrowed down; its text is `pipeline.yml` in the run's folder.
package struct PipelineCheckpoint: Codable, Sendable, Hashable {
    /// The file's path as messages name it.
    package var file: String
    /// What people call the pipeline.
    package var name: String
    /// The jobs that were asked for; all where empty.
    package var jobs: [String]
    /// The matrix values that were asked for.
    package var cells: [CheckpointVariable]
    /// What expressions see as `run.variables`.
    package var variables: [CheckpointVariable]

    /// The pipeline of a plan.
    init(_ plan: Plan, hiding secrets: SecretTable) {
        file = plan.file.name
        name = plan.name
        jobs = plan.inputs.jobs
        cells = plan.inputs.cells.map { CheckpointVariable($0.key, CheckpointText($0.value)) }
        variables = plan.inputs.variables.map {
            CheckpointVariable($0.key, CheckpointText($0.value, hiding: secrets))
        }
    }
}
