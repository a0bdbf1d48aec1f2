import Containers
import Diagnostics
import Images
import OCI
import Pipelines

/// Decides for one step whether what it left before is used, and whether what it leaves now is kept.
struct CacheLookup {
    let materials: RunMaterials
    let job: PlannedJob
    let step: PlannedStep
    let place: StepPlace
    let shelf: StepCacheShelf
    /// What it is given.
    let input: InputKey
    /// The step to use instead of running this one, with its layer; nil where it runs.
    private(set) var found: (step: CachedStep, snapshot: Snapshot?)?
    /// What came of looking; kept up to date by whoever runs the step.
    var decision: CacheDecision
    private let parent: String

    /// Looks a step up; nil where nobody asked for that.
    ///
    /// - Throws: `SystemError`.
    init?(
        materials: RunMaterials,
        job: PlannedJob,
        step: PlannedStep,
        place: StepPlace,
        room: JobRoom,
        input: InputKey
    ) throws {
        guard Self.isAsked(materials.request.cacheUse, step.cache) else { return nil }
        self.materials = materials
        self.job = job
        self.step = step
        self.place = place
        self.input = Self.whole(input, step, materials)
        shelf = try StepCacheShelf(materials.request.session.store)
        parent = room.lineage.instance ?? ""
        decision = CacheDecision(outcome: .refused, reason: "")
        if let reason = Self.refusal(job, step, input, room.lineage) {
            decision.reason = reason
        } else {
            try look()
        }
    }

    /// Whether a step may be kept once it has passed.
    var mayKeep: Bool { decision.outcome == .missed }

    private static func isAsked(_ use: CacheUse, _ wish: PlannedCaching?) -> Bool {
        switch use {
        case .nothing: false
        case .asDeclared: wish?.isWanted ?? false
        case .everything: wish?.isWanted ?? true
        }
    }

    /// Why a step must not be used again, whatever it is given; nil where nothing stands against it.
    private static func refusal(
        _ job: PlannedJob,
        _ step: PlannedStep,
        _ input: InputKey,
        _ lineage: Lineage
    ) -> String? {
        if input.hidesSecret { return "it is given a secret" }
        if case .broken(let reason) = lineage { return reason }
        guard step.cache?.isWanted != true else { return nil }
        if job.network != .none || !job.services.isEmpty {
            return "it has a network, and the pipeline does not say \"cache: true\""
        }
        if !job.caches.isEmpty {
            return "it sees \"caches\", and the pipeline does not say \"cache: true\""
        }
        return nil
    }

    /// The input key with what it leaves out since it only names the commit: git shows that to the step.
    private static func whole(
        _ input: InputKey,
        _ step: PlannedStep,
        _ materials: RunMaterials
    ) -> InputKey {
        guard step.cache?.inputs == nil, let checkout = materials.source.snapshots.last else {
            return input
        }
        let part = InputKey.Part("checkout", checkout.name.description)
        return InputKey(input.parts + [part], hidesSecret: input.hidesSecret)
    }

    private mutating func look() throws {
        let last = shelf.last(placeName)
        decision = CacheDecision(outcome: .missed, reason: "it has not been kept before")
        if let last {
            decision.origin = last.origin
            decision.changed = input.differences(from: last.input)
            decision.reason =
                decision.changed.isEmpty
                ? "what it left in \(last.origin.text) was not kept, or is gone"
                : "what it is given has changed since \(last.origin.text)"
        }
        guard let step = shelf.step(input.text) else { return }
        decision.origin = step.origin
        decision.changed = []
        guard step.parent == parent else {
            decision.reason = "the files that it finds were made anew since \(step.origin.text)"
            return
        }
        guard let name = step.snapshotName else { return use(step, nil) }
        guard let snapshot = try materials.snapshots.existing(name) else {
            decision.reason = "the files that it left in \(step.origin.text) are gone"
            return
        }
        // Noted before it is used, so that the run's record keeps it.
        try materials.use([snapshot])
        use(step, snapshot)
    }

    private mutating func use(_ step: CachedStep, _ snapshot: Snapshot?) {
        found = (step, snapshot)
        decision.outcome = .hit
        decision.reason = ""
    }

    /// Notes what the step was given, for the next time that somebody asks why.
    func noteInput() throws {
        try shelf.note(LastInput(input, origin: origin), of: placeName)
    }

    /// Keeps what the step left.
    ///
    /// - Parameters:
    ///   - end: How it ended.
    ///   - layer: What it wrote, which is in the room and mounted no more; nil where that is nothing.
    ///   - beganAt: When, in seconds since 1970.
    /// - Returns: The step, and its layer at its new place.
    /// - Throws: `SystemError`.
    func keep(_ end: StepRun.End, _ layer: WritableLayer?, beganAt: Int64) throws
        -> (step: CachedStep, snapshot: Snapshot?)
    {
        let instance = String(UInt64.random(in: 0 ... .max), radix: 36)
        let bytes = layer?.measure() ?? 0
        let name = SnapshotName("cached-\(instance)")
        let snapshot = try layer.map { try materials.snapshots.adopt($0, as: name) }
        if let snapshot { try materials.use([snapshot]) }
        let step = CachedStep(
            instance: instance,
            parent: parent,
            origin: origin,
            beganAt: beganAt,
            seconds: (end.result.exit?.duration ?? .zero) / .seconds(1),
            snapshot: snapshot?.name.description,
            bytes: bytes,
            outputs: CachedStep.pairs(end.outputs),
            variables: CachedStep.pairs(end.variables),
            folders: end.folders
        )
        let job = try materials.directory.job(place.slug)
        try shelf.keep(step, as: input.text, log: place.logName, in: job)
        return (step, snapshot)
    }

    /// Puts the log of the step that is used among those of this run.
    func replayLog() throws {
        guard let step = found?.step else { return }
        let job = try materials.directory.job(place.slug)
        try shelf.replayLog(of: step, input.text, as: place.logName, in: job)
    }

    private var origin: CachedOrigin {
        CachedOrigin(run: materials.directory.number, job: place.slug, step: place.label)
    }

    /// The step's place in the pipeline, whatever the commit: file, job, cell, step.
    private var placeName: String {
        let text = "\(materials.request.plan.file.name)\n\(job.id.text)\n\(step.label)"
        return String(Digest.of(Array(text.utf8)).hex.prefix(24))
    }
}
