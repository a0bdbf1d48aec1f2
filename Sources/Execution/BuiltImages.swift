import Builds
import Containers
import Diagnostics
import Dockerfiles
import Git
import HostSystem
import Images
import OCI
import Pipelines
import Registries
import SystemPackage

/// Builds the images of a pipeline that have a Dockerfile in the commit.
struct BuiltImages: Sendable {
    let request: RunRequest
    let events: EventStream

    /// Builds an image, or finds what has not changed since the last time.
    ///
    /// - Parameter build: What the pipeline asks for.
    /// - Returns: The layers and the configuration.
    /// - Throws: `BuildFailure`, `ExecutionError`.
    func stage(of build: ImageBuild) async throws -> BuiltStage {
        var wanted = try buildRequest(for: build)
        wanted.target = build.target
        wanted.arguments = build.arguments
        return try await ImageBuilder(wanted).build()
    }

    private func buildRequest(for build: ImageBuild) throws -> BuildRequest {
        let source = request.source
        let repository = try Repository(at: request.repository.gitDirectory)
        if let objects = source.objects { try repository.addObjects(at: objects) }
        guard let folder = try repository.entry(at: build.context, in: source.tree),
            folder.kind == .directory
        else {
            throw ExecutionError.badValue("the commit has no folder \"\(build.context)\" to build")
        }
        let (name, text) = try dockerfile(of: build, in: folder.id, repository)
        let shown = build.context == "." ? name : "\(build.context)/\(name)"
        let file: Dockerfile
        var ignored = IgnoreRules()
        do {
            file = try Dockerfile(SourceFile(name: shown, text: text))
            for candidate in ["\(name).dockerignore", ".containerignore", ".dockerignore"] {
                guard let text = try read(candidate, in: folder.id, repository) else { continue }
                ignored = try IgnoreRules(SourceFile(name: candidate, text: text))
                break
            }
        } catch let error as DiagnosticError {
            throw BuildFailure.mistakes(error.diagnostics)
        }
        var wanted = BuildRequest(
            file,
            context: .commit(
                gitDirectory: request.repository.gitDirectory,
                tree: folder.id,
                objects: source.objects
            ),
            session: request.session,
            host: HostOnDemand(request.host),
            images: RunImageFinder(request: request, events: events),
            observer: BuildTeller(name: shown, events: events)
        )
        wanted.ignored = ignored
        return wanted
    }

    private func dockerfile(of build: ImageBuild, in folder: ObjectID, _ repository: Repository)
        throws -> (String, String)
    {
        for name in build.file.map({ [$0] }) ?? Dockerfile.standardNames {
            if let text = try read(name, in: folder, repository) { return (name, text) }
        }
        throw ExecutionError.badValue(
            "the commit has no \(build.file ?? "Dockerfile") in \"\(build.context)\""
        )
    }

    /// A file of the commit as text; nil where there is none.
    private func read(_ path: String, in folder: ObjectID, _ repository: Repository) throws
        -> String?
    {
        guard let entry = try repository.entry(at: path, in: folder),
            entry.kind == .file || entry.kind == .executable
        else { return nil }
        return String(decoding: try repository.blob(entry.id), as: UTF8.self)
    }
}

/// Finds the images that a pipeline's Dockerfiles begin with.
private struct RunImageFinder: BaseImageFinder {
    let request: RunRequest
    let events: EventStream

    func image(named name: String, for platform: Platform) async throws -> LoadedImage {
        let marks: OverlayMarks = request.host.rights.inUserNamespace ? .user : .trusted
        guard !BaseImage.isPlace(name) else {
            throw ExecutionError.badValue(
                "a Dockerfile of a pipeline begins with an image by name, not with \"\(name)\""
            )
        }
        let provider = ImageProvider(
            request.session,
            marks: marks,
            means: try request.registries(),
            policy: request.pullPolicy,
            platform: platform == .host ? nil : platform,
            observer: TransferTeller(name, events)
        )
        return try await provider.image(name)
    }
}

/// Tells of a build in the words of a run: a note for each instruction that is carried out.
private struct BuildTeller: BuildObserver {
    let name: String
    let events: EventStream

    func observe(_ event: BuildEvent) {
        switch event {
        case .began(let step):
            events.tell(.note("\(name) \(step.number)/\(step.count): \(step.text)"))
        case .note(let text): events.tell(.note("\(name): \(text)"))
        case .cached, .ended, .failed, .line: return
        }
    }
}
