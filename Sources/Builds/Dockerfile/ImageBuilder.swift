import Diagnostics
import Dockerfiles
import HostSystem
import Images
import OCI

/// Builds the image of a Dockerfile: the stages that are needed, those that do not need each other at the same time.
package struct ImageBuilder: Sendable {
    private let materials: BuildMaterials
    private let globals: [String: String]

    /// Opens what a build needs.
    ///
    /// - Parameter request: What is to be built.
    /// - Throws: `BuildFailure.mistakes`, `SystemError`.
    package init(_ request: BuildRequest) throws {
        materials = try BuildMaterials(request)
        globals = try Self.globals(of: request)
    }

    /// Builds.
    ///
    /// Where the task is cancelled, running commands are stopped.
    ///
    /// - Returns: The wanted stage.
    /// - Throws: `BuildFailure`.
    package func build() async throws -> BuiltStage {
        let target = try target()
        tellOfUnusedArguments()
        let names = try baseNames()
        let graph = StageGraph(of: target, in: materials.dockerfile) { names[$0.index] }
        let interruption = materials.interruption
        let (state, keyed) = try await withTaskCancellationHandler {
            try await run(graph, names, target)
        } onCancel: {
            interruption.request()
        }
        try materials.fingerprints?.save()
        var whole = state
        whole.keyed = keyed
        return BuiltStage(whole, materials.request)
    }

    // MARK: What is wanted

    private func target() throws -> Stage {
        let dockerfile = materials.dockerfile
        guard let name = materials.request.target else {
            guard let last = dockerfile.stages.last else {
                throw materials.mistake("empty", "the file has no stage", at: nil)
            }
            return last
        }
        if let stage = dockerfile.stage(name) { return stage }
        let known = dockerfile.stages.compactMap(\.name?.value)
        let near = Suggestion.nearest(to: name, in: known)
        throw materials.mistake(
            "target",
            "there is no stage \"\(name)\" to build",
            at: nil,
            fix: near.map { "did you mean \"\($0)\"?" }
                ?? (known.isEmpty ? nil : "the stages are \(known.joined(separator: ", "))")
        )
    }

    /// The `ARG`s before the first `FROM`, and what is there anyway.
    private static func globals(of request: BuildRequest) throws -> [String: String] {
        let dockerfile = request.dockerfile
        var values = VariableScope.platforms(
            target: request.platform,
            stage: request.target ?? dockerfile.stages.last?.name?.value ?? "default"
        )
        let words = ShellWords(escape: dockerfile.directives.escape)
        for definition in dockerfile.globalArguments {
            if let given = request.arguments[definition.name] {
                values[definition.name] = given
                continue
            }
            guard let standard = definition.value else { continue }
            do throws(WordError) {
                let known = values
                values[definition.name] = try words.word(standard) { known[$0] }
            } catch {
                throw BuildFailure.mistakes([
                    Diagnostic(
                        code: "word",
                        error.description,
                        in: dockerfile.file,
                        at: definition.range,
                        fix: error.fix
                    )
                ])
            }
        }
        // Values of platforms can be given, too.
        for (name, value) in request.arguments where values[name] != nil { values[name] = value }
        return values
    }

    /// What each stage begins with, variables replaced; all mistakes at once.
    private func baseNames() throws -> [String] {
        var mistakes: [Diagnostic] = []
        let names = materials.dockerfile.stages.map { stage -> String in
            do {
                return try expand(stage.base, of: stage, "the name of the base image")
            } catch BuildFailure.mistakes(let found) {
                mistakes += found
            } catch {}
            return ""
        }
        guard mistakes.isEmpty else { throw BuildFailure.mistakes(mistakes) }
        return names
    }

    private func expand(_ text: Located<String>, of stage: Stage, _ subject: String) throws
        -> String
    {
        let words = ShellWords(escape: materials.dockerfile.directives.escape)
        do throws(WordError) {
            let result = try words.process(text.value) { globals[$0] }
            if !result.word.isEmpty { return result.word }
            let missing = result.missing.sorted().first
            throw WordError(
                "\(subject) \"\(text.value)\" is empty",
                at: 0..<1,
                fix: missing.map {
                    "declare \"ARG \($0)=…\" before the first FROM, or give it with --build-arg \($0)=…"
                }
            )
        } catch {
            throw materials.mistake("from", error.description, at: text.range, fix: error.fix)
        }
    }

    private func tellOfUnusedArguments() {
        let dockerfile = materials.dockerfile
        var declared = Set(dockerfile.globalArguments.map(\.name))
        for instruction in dockerfile.stages.flatMap(\.instructions) {
            guard case .argument(let definitions) = instruction.operation else { continue }
            declared.formUnion(definitions.map(\.name))
        }
        let known = declared.union(VariableScope.proxies).union(globals.keys)
        let unused = materials.request.arguments.keys.filter { !known.contains($0) }.sorted()
        guard !unused.isEmpty else { return }
        materials.tell(
            .note("no ARG of the file takes the build argument \(unused.joined(separator: ", "))")
        )
    }

    // MARK: Stages

    /// What came of a stage.
    private enum Outcome: Sendable {
        case built(StageState)
        /// It needs further stages, which the `ONBUILD` of its base image names.
        case needs(Set<Int>)
    }

    /// Builds all stages of a graph; each begins when those that it needs are done.
    private func run(_ graph: StageGraph, _ names: [String], _ target: Stage) async throws
        -> (StageState, layers: [String: Snapshot])
    {
        var graph = graph
        var done: [Int: StageState] = [:]
        var running: Set<Int> = []
        return try await withThrowingTaskGroup(of: (Stage, Outcome).self) { group in
            while done[target.index] == nil {
                for stage in graph.needed
                where done[stage.index] == nil && !running.contains(stage.index)
                    && (graph.needs[stage.index] ?? []).allSatisfy({ done[$0] != nil })
                {
                    running.insert(stage.index)
                    let others = done
                    group.addTask {
                        (stage, try await build(stage, from: names[stage.index], others))
                    }
                }
                guard !running.isEmpty, let (stage, outcome) = try await group.next() else {
                    throw BuildFailure.cancelled
                }
                running.remove(stage.index)
                switch outcome {
                case .built(let state): done[stage.index] = state
                case .needs(let others): graph.add(others, to: stage)
                }
            }
            guard let state = done[target.index] else { throw BuildFailure.cancelled }
            return (state, done.values.reduce(into: [:]) { $0.merge($1.keyed) { $1 } })
        }
    }

    private func build(_ stage: Stage, from base: String, _ others: [Int: StageState]) async throws
        -> Outcome
    {
        do {
            let state = try await begin(stage, from: base, others)
            let triggers = try Triggers(state.config.onBuild, of: base)
            let names = StageGraph.names(in: triggers.instructions)
            let missing = StageGraph.stages(
                named: names,
                before: stage,
                in: materials.dockerfile
            ).subtracting(others.keys)
            guard missing.isEmpty else { return .needs(missing) }
            var images = try await images(
                named: StageGraph.names(in: stage.instructions),
                in: stage
            )
            do {
                images.merge(try await self.images(named: names, in: stage)) { first, _ in first }
            } catch let failure as BuildFailure {
                throw triggers.placed(failure)
            }
            let runner = StageRunner(
                materials: materials,
                stage: stage,
                others: others,
                images: images,
                triggers: triggers,
                state: state,
                numbers: StageRunner.StepNumbers(
                    count: 1 + stage.instructions.count { $0.makesLayer },
                    stage: materials.dockerfile.stages.count > 1 ? stage.label : "",
                    index: stage.index
                )
            )
            return try await offload {
                var runner = runner
                return .built(try runner.run())
            }
        } catch {
            // The others stop, too; what they say then is of no use.
            materials.interruption.request()
            throw error
        }
    }

    /// What a stage begins with.
    private func begin(_ stage: Stage, from base: String, _ others: [Int: StageState]) async throws
        -> StageState
    {
        let platform = try platform(of: stage)
        let scope = VariableScope(given: materials.request.arguments, global: globals)
        if let below = StageGraph.stage(
            base,
            before: stage,
            in: materials.dockerfile,
            byNumber: false
        ),
            var state = others[below.index]
        {
            state.scope = scope
            state.hasCommand = false
            return state
        }
        var state = StageState(key: "scratch", platform: platform, scope: scope)
        guard base != "scratch" else {
            // As Docker and buildah have it: an image made from nothing has a path all the same.
            state.setEnvironment("PATH", StageState.standardPath)
            return state
        }
        let image = try await image(named: base, for: platform, at: stage.base.range)
        state.layers = image.snapshots
        state.key = "image \(image.digest)"
        state.config = image.configuration?.config ?? ExecutionParameters()
        state.author = image.configuration?.author
        state.platform = image.configuration?.platform ?? platform
        state.history = Self.history(of: image)
        return state
    }

    /// The lines of an image's history; one a layer where it has none that fit.
    private static func history(of image: LoadedImage) -> [HistoryEntry] {
        let lines = image.configuration?.history ?? []
        let count = lines.count { $0.emptyLayer != true }
        guard count != image.snapshots.count else { return lines }
        return image.snapshots.map { _ in HistoryEntry(createdBy: "FROM \(image.source)") }
    }

    private func platform(of stage: Stage) throws -> Platform {
        guard let text = stage.platform else { return materials.request.platform }
        let name = try expand(text, of: stage, "the platform")
        guard let platform = Platform(name) else {
            throw materials.mistake(
                "platform",
                "invalid platform \"\(name)\"",
                at: text.range,
                fix: "write it as linux/amd64 or linux/arm64/v8"
            )
        }
        return platform
    }

    /// The images that `--from` names.
    private func images(named names: [Located<String>], in stage: Stage) async throws
        -> [String: LoadedImage]
    {
        var images: [String: LoadedImage] = [:]
        let dockerfile = materials.dockerfile
        for name in names where images[name.value] == nil && name.value != "scratch" {
            guard StageGraph.stage(name.value, before: stage, in: dockerfile, byNumber: true) == nil
            else { continue }
            images[name.value] = try await image(
                named: name.value,
                for: materials.request.platform,
                at: name.range
            )
        }
        return images
    }

    private func image(named name: String, for platform: Platform, at range: SourceRange)
        async throws -> LoadedImage
    {
        do {
            let image = try await materials.request.images.image(named: name, for: platform)
            for note in image.notes { materials.tell(.note("image \(name): \(note)")) }
            return image
        } catch let failure as BuildFailure {
            throw failure
        } catch {
            let hint = (error as? ImageError)?.hint
            throw BuildFailure.host(
                Diagnostic(
                    code: "image",
                    "\(error)",
                    in: materials.dockerfile.file,
                    at: range,
                    fix: hint
                )
            )
        }
    }
}

extension Platform {
    /// Reads `OS/ARCHITECTURE[/VARIANT]`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        let names = ["x86_64": "amd64", "aarch64": "arm64", "x86-64": "amd64"]
        self.init(
            os: parts[0].lowercased(),
            architecture: names[parts[1].lowercased()] ?? parts[1].lowercased(),
            variant: parts.count == 3 ? parts[2] : nil
        )
    }
}
