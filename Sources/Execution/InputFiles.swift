import Builds
import Git
import HostSystem
import Images

/// The files of the commit on which a step says that it depends, and a layer that holds them and no others.
struct InputFiles {
    let materials: RunMaterials

    /// The files that match globs: path and git id.
    func matching(_ patterns: [String]) async throws -> [SetupInput] {
        guard !patterns.isEmpty else { return [] }
        let request = materials.request
        return try await offload {
            let globs = patterns.map { GlobPattern($0) }
            return try SetupInput.all(of: request.source, in: request.repository.gitDirectory) {
                path in
                globs.contains { $0.matches(path) }
            }
        }
    }

    /// What tells these files from any others: a line for each.
    static func text(_ inputs: [SetupInput]) -> String {
        inputs.map { "\($0.id) \($0.isExecutable) \($0.path)\n" }.joined()
    }

    /// The files at their places in the workspace, as a layer of its own; none for no files.
    func layer(of inputs: [SetupInput]) async throws -> [Snapshot] {
        guard !inputs.isEmpty else { return [] }
        let name = SnapshotName("inputs-\(Repository.blobID(of: Array(Self.text(inputs).utf8)))")
        let materials = materials
        return try await offload {
            [
                try materials.snapshots.make(name) { directory in
                    try SetupInput.write(
                        inputs,
                        of: materials.request.source,
                        in: materials.request.repository.gitDirectory,
                        to: directory
                    )
                }
            ]
        }
    }
}
