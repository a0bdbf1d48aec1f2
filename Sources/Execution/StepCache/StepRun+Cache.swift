import Builds
import HostSystem
import Images
import Logs
import OrderedCollections
import Pipelines
import SystemPackage

/// What a step does with those of earlier runs.
extension StepRun {
    /// The room as the step sees it: with the files of the commit that it declares, where it declares any.
    func visible(_ room: JobRoom) async throws -> VisibleRoom {
        guard let patterns = step.cache?.inputs else { return VisibleRoom(room: room) }
        let files = InputFiles(materials: materials)
        let inputs = try await files.matching(patterns)
        let layers = try await files.layer(of: inputs)
        // Whoever makes the step's container again needs them.
        try materials.use(layers)
        return VisibleRoom(
            room: room.showing(layers, insteadOf: materials.source),
            inputs: inputs,
            source: layers.map(\.name.description)
        )
    }

    /// What the step is given: the declared files in place of the whole tree.
    func input(of command: StepCommand, in room: JobRoom, _ inputs: [SetupInput]?) -> InputKey {
        let key = StepInputs(materials: materials, job: job, room: room).key(of: command)
        guard let inputs else { return key }
        let files = InputKey.Part("inputs", hashing: InputFiles.text(inputs))
        return InputKey(
            key.parts.map { $0.name == "tree" ? files : $0 },
            hidesSecret: key.hidesSecret
        )
    }

    /// Does without running the step.
    func replay(
        _ lookup: CacheLookup,
        in room: inout JobRoom,
        _ scope: StepScope,
        _ own: OrderedDictionary<String, String>
    ) throws -> End {
        guard let (kept, snapshot) = lookup.found else { return End(result: .skipped) }
        try lookup.replayLog()
        try lookup.noteInput()
        room.freeze(snapshot, instance: kept.instance, of: place)
        var end = End(result: StepResult(outcome: .success, conclusion: .success))
        end.outputs = CachedStep.pairs(kept.outputs)
        end.variables = CachedStep.pairs(kept.variables)
        end.folders = kept.folders
        end.result.cache = lookup.decision
        // The reports are in the layer; they were written when the step ran.
        try ReportCollector(
            job: job,
            step: step,
            place: place,
            materials: materials,
            beganAt: kept.beganAt
        )
        .collect(from: room, scope.scope(with: own), into: &end)
        return end
    }

    /// Keeps what the step left, if that may be and it passed; else says why later steps cannot be kept either.
    func settle(
        _ layer: WritableLayer,
        _ lookup: CacheLookup?,
        beganAt: Int64,
        in room: inout JobRoom,
        _ end: inout End
    ) async throws {
        let isEmpty = layer.isEmpty
        end.result.cache = lookup?.decision
        guard let lookup, lookup.mayKeep else {
            if !isEmpty { room.breakLineage("step \(place.label) before it is not kept") }
            return
        }
        try lookup.noteInput()
        if let reason = refusal(end) {
            if !isEmpty {
                room.breakLineage("step \(place.label) before it is not kept: \(reason)")
            }
            return
        }
        let done = end
        let kept = try await offload {
            try lookup.keep(done, isEmpty ? nil : layer, beganAt: beganAt)
        }
        if let name = layer.path.lastComponent { materials.remover.remove(FilePath(name.string)) }
        room.keep(kept.snapshot, instance: kept.step.instance, of: place)
        end.result.cache?.isKept = true
    }

    /// Why what a step left is not kept; nil where it is.
    private func refusal(_ end: End) -> String? {
        guard end.result.outcome == .success else { return "it did not pass" }
        let texts = (end.outputs + end.variables).map(\.value) + end.folders
        if texts.contains(where: { materials.redactor.finds(in: $0) }) {
            return "it hands on a secret"
        }
        let path = FilePath("\(place.logName).log")
        guard let job = try? materials.directory.job(place.slug), job.contains(path) else {
            return nil
        }
        let isLong = (try? job.readFile(path, limit: StepCacheShelf.maximumLogSize)) == nil
        return isLong ? "its log is longer than \(StepCacheShelf.maximumLogSize >> 20) MiB" : nil
    }
}
