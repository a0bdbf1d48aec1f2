import FoundationEssentials
import Glibc
import HostSystem
import Images
import SystemPackage

/// The steps that are kept, in the store's `cache/steps`; their layers are layers of the store.
///
/// ```
/// cache/steps/KEY.json           what a step of this input key left
/// cache/steps/INSTANCE.log, .idx what it wrote
/// cache/steps/last-PLACE.json    what the step of this place was given last
/// ```
///
/// All of it may be deleted at any time: a step that is not found runs.
struct StepCacheShelf: Sendable {
    private let store: Store
    private let path: FilePath

    /// Logs of more bytes are not kept, nor are their steps.
    static let maximumLogSize = 16 << 20

    init(_ store: Store) throws(SystemError) {
        self.store = store
        path = try store.folder("cache").makeDirectory("steps").path
    }

    private func folder() throws(SystemError) -> Directory { try Directory(opening: path) }

    /// The open folder.
    func open() throws(SystemError) -> Directory { try folder() }

    /// What is kept under a key; nil for nothing, or nothing that this version can read.
    func step(_ key: String) -> CachedStep? {
        guard let step: CachedStep = document("\(key).json"),
            step.version == CachedStep.currentVersion
        else { return nil }
        return step
    }

    /// Keeps a step with its log.
    ///
    /// - Parameters:
    ///   - step: The step; its layer is in the store.
    ///   - key: What it was given.
    ///   - logName: The name of its log's files.
    ///   - job: The folder that holds them.
    /// - Throws: `SystemError`.
    func keep(
        _ step: CachedStep,
        as key: String,
        log logName: String,
        in job: borrowing Directory
    ) throws {
        let folder = try folder()
        for ending in ["log", "idx"] where job.contains(FilePath("\(logName).\(ending)")) {
            let bytes = try job.readFile(
                FilePath("\(logName).\(ending)"),
                limit: Self.maximumLogSize
            )
            try folder.writeFile(FilePath("\(step.instance).\(ending)"), bytes)
        }
        // Last, since it is what others look for.
        try write(step, "\(key).json")
    }

    /// Puts the log of a kept step among the logs of a run, and notes that it was used.
    func replayLog(
        of step: CachedStep,
        _ key: String,
        as logName: String,
        in job: borrowing Directory
    )
        throws
    {
        let folder = try folder()
        for ending in ["log", "idx"] where folder.contains(FilePath("\(step.instance).\(ending)")) {
            let bytes = try folder.readFile(
                FilePath("\(step.instance).\(ending)"),
                limit: Self.maximumLogSize
            )
            try job.writeFile(FilePath("\(logName).\(ending)"), bytes)
        }
        // The time tells housekeeping what was used lately; one that cannot be set goes a little sooner.
        _ = "\(key).json".withCString { utimensat(folder.descriptor, $0, nil, 0) }
    }

    /// What the step of a place was given last.
    func last(_ place: String) -> LastInput? { document("last-\(place).json") }

    /// Notes what the step of a place was given.
    func note(_ last: LastInput, of place: String) throws { try write(last, "last-\(place).json") }

    private func document<Document: Decodable>(_ name: String) -> Document? {
        // What is damaged or gone was never there.
        guard let folder = try? folder(),
            let bytes = try? folder.readFile(FilePath(name), limit: 1 << 24)
        else { return nil }
        return try? JSONDecoder().decode(Document.self, from: Data(bytes))
    }

    private func write(_ document: some Encodable, _ name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try folder().writeFile(FilePath(name), Array(try encoder.encode(document)))
    }
}
