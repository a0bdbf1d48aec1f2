import Diagnostics
import Dockerfiles
import HostSystem
import Images
import OCI
import SystemPackage

/// Carries out the instructions of one stage, one after the other; blocks its thread.
struct StageRunner {
    let materials: BuildMaterials
    let stage: Stage
    /// The stages that are done.
    let others: [Int: StageState]
    /// The images that `--from` names, by their names.
    let images: [String: LoadedImage]
    /// What the base image has for those that are built upon it.
    let triggers: Triggers
    /// What the stage has come to.
    var state: StageState
    var numbers: StepNumbers

    /// Counts the instructions that people are shown.
    struct StepNumbers {
        var current = 0
        var count: Int
        let stage: String
        let index: Int

        /// The next one.
        mutating func next(_ text: String) -> BuildStep {
            current += 1
            count = max(count, current)
            let line = text.split(separator: "\n", omittingEmptySubsequences: true).first ?? ""
            return BuildStep(
                stage: stage,
                number: current,
                count: count,
                text: String(line),
                stageIndex: index
            )
        }
    }

    /// Carries out everything.
    ///
    /// - Returns: What the stage has come to.
    /// - Throws: `BuildFailure`.
    mutating func run() throws -> StageState {
        let step = numbers.next(stage.text)
        materials.tell(.cached(step))
        try runTriggers()
        for instruction in stage.instructions {
            try materials.interruption.check()
            try carryOut(instruction)
        }
        return state
    }

    /// Carries out what the base image has for those that are built upon it.
    private mutating func runTriggers() throws {
        state.config.onBuild = []
        numbers.count += triggers.instructions.count { $0.makesLayer }
        for instruction in triggers.instructions {
            try materials.interruption.check()
            do {
                try carryOut(instruction)
            } catch let failure as BuildFailure {
                throw triggers.placed(failure)
            }
        }
    }

    private mutating func carryOut(_ instruction: Instruction) throws {
        do {
            switch instruction.operation {
            case .run(let run): try carryOut(run, instruction)
            case .transfer(let transfer): try carryOut(transfer, instruction)
            case .workingDirectory(let path): try enter(path, instruction)
            default: try set(instruction)
            }
        } catch let failure as BuildFailure {
            throw failure
        } catch {
            throw failure(error, at: instruction.range)
        }
    }

    /// An error of the rooms below, told with the instruction's place.
    func failure(_ error: any Error, at range: SourceRange) -> BuildFailure {
        var hint: String?
        var text = "\(error)"
        switch error {
        case let error as SourceError:
            return materials.mistake("source", error.description, at: range, fix: error.fix)
        case let error as SystemError: hint = error.hint
        case let error as ImageError: hint = error.hint
        default:
            if let (sentence, advice) = BuildErrorText.of(error) {
                (text, hint) = (sentence, advice)
            }
        }
        return .host(
            Diagnostic(
                code: "failed",
                text,
                in: materials.dockerfile.file,
                at: range,
                fix: hint.map { "hint: \($0)" }
            )
        )
    }

    /// Replaces the variables of a text.
    func expand(_ text: Located<String>) throws -> String {
        try expand(text.value, at: text.range)
    }

    /// Replaces the variables of a text.
    func expand(_ text: String, at range: SourceRange) throws -> String {
        try expansion(of: text, at: range).word
    }

    /// What a text stands for, as one word and as many.
    func expansion(of text: String, at range: SourceRange) throws -> ShellWords.Result {
        let words = ShellWords(escape: materials.dockerfile.directives.escape)
        let environment = state.config.environment
        do throws(WordError) {
            return try words.process(text) { state.scope.lookUp($0, in: environment) }
        } catch {
            throw materials.mistake("word", error.description, at: range, fix: error.fix)
        }
    }

    // MARK: Layers

    /// Finds the layer of a key, or has it made, and puts it on top.
    ///
    /// - Parameters:
    ///   - key: Of all that the layer depends on.
    ///   - instruction: What it is for.
    ///   - text: What its history says.
    ///   - isFree: Whether the key says nothing of what is below.
    ///   - make: Fills a writable layer; tells whether there is something in it.
    /// - Throws: What `make` throws, `SystemError`.
    mutating func addLayer(
        _ key: String,
        for instruction: Instruction,
        _ text: String,
        isFree: Bool = false,
        make: (WritableLayer, BuildStep) throws -> Bool
    ) throws {
        let step = numbers.next(instruction.text)
        if !materials.request.ignoresCache {
            if let layer = try materials.cache.layer(key) {
                materials.tell(.cached(step))
                return push(layer, key, text, isFree: isFree)
            }
            if materials.cache.note(key) == Self.nothing {
                materials.tell(.cached(step))
                return addHistory(text, isEmpty: true)
            }
        }
        materials.tell(.began(step))
        let began = ContinuousClock.now
        do {
            let layer = try WritableLayer(in: materials.request.session, label: "build")
            try keepRoot(of: layer)
            guard try make(layer, step) else {
                try materials.cache.keep(note: Self.nothing, as: key)
                materials.tell(.ended(step, began.duration(to: .now)))
                return addHistory(text, isEmpty: true)
            }
            let name = try materials.cache.freshName(key)
            let snapshot = try materials.snapshots.adopt(layer, as: name)
            try materials.cache.keep(snapshot, as: key)
            push(snapshot, key, text, isFree: isFree)
        } catch {
            materials.tell(.failed(step, began.duration(to: .now)))
            throw error
        }
        materials.tell(.ended(step, began.duration(to: .now)))
    }

    /// What is noted for an instruction that changed no file.
    private static let nothing = "nothing"

    private mutating func push(_ layer: Snapshot, _ key: String, _ text: String, isFree: Bool) {
        state.layers.append(layer)
        state.keyed[key] = layer
        if isFree {
            // What comes next sees the layers below, too.
            var joined = BuildKey(parent: state.key, "linked")
            joined.add("layer", key)
            state.key = joined.digits
        } else {
            state.key = key
        }
        addHistory(text, isEmpty: false)
    }

    /// Adds a line to the history.
    mutating func addHistory(_ text: String, isEmpty: Bool) {
        state.history.append(HistoryEntry(createdBy: text, emptyLayer: isEmpty ? true : nil))
    }

    /// A new layer's own top gets what the one below has: overlayfs shows the topmost.
    private func keepRoot(of layer: WritableLayer) throws(SystemError) {
        guard let below = state.layers.last else { return }
        try RootAttributes.copy(from: below.path, to: layer.path.appending("upper"))
    }

    /// The layers as they are so far.
    var chain: SnapshotChain { SnapshotChain(state.layers) }
}

extension Instruction {
    /// Whether people are shown it as a step.
    var makesLayer: Bool {
        switch operation {
        case .run, .transfer, .workingDirectory: true
        default: false
        }
    }
}
