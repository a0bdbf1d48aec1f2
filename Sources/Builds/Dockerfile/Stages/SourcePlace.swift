import Diagnostics
import Dockerfiles
import Images
import SystemPackage

/// The files that `--from` means: the context's, a stage's, or an image's.
struct SourcePlace {
    /// The files.
    let files: any SourceFiles
    /// Whether they are the context's, of which some are left out.
    let isContext: Bool

    /// Opens the files of a name; of the context without one.
    init(_ name: String?, _ runner: StageRunner, at range: SourceRange) throws {
        guard let name else {
            files = try runner.materials.contextFiles()
            isContext = true
            return
        }
        guard let (layers, key) = try Self.found(name, runner, at: range) else {
            files = TextFiles(texts: [:])
            isContext = false
            return
        }
        let view = try LayerView.of(
            layers,
            in: runner.materials.snapshots,
            userXattr: runner.materials.userXattr
        )
        files = try DirectoryFiles(view.root(), identity: "layers \(key)", keepsOwners: true)
        isContext = false
    }

    /// The layers of a stage or an image.
    static func layers(of name: String, _ runner: StageRunner, at range: SourceRange) throws
        -> [Snapshot]?
    {
        try found(name, runner, at: range)?.layers
    }

    private static func found(_ name: String, _ runner: StageRunner, at range: SourceRange) throws
        -> (layers: [Snapshot], key: String)?
    {
        let dockerfile = runner.materials.dockerfile
        if let stage = StageGraph.stage(name, before: runner.stage, in: dockerfile, byNumber: true)
        {
            guard let state = runner.others[stage.index] else {
                throw runner.materials.mistake("from", "stage \"\(name)\" was not built", at: range)
            }
            return (state.layers, state.key)
        }
        if name == "scratch" { return nil }
        guard let image = runner.images[name] else {
            throw runner.materials.mistake("from", "there is no image \"\(name)\"", at: range)
        }
        return (image.snapshots, "image \(image.digest)")
    }
}
