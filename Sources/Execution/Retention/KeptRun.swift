import Glibc
package import HostSystem
package import Images
import SystemPackage

/// A run that keeps snapshots.
package struct KeptRun: Sendable, Hashable {
    /// Its number.
    package var number: Int
    /// How many bytes its snapshots take; those that it shares with cached steps are not counted.
    package var bytes: UInt64
    /// When it ended, in seconds since 1970.
    package var endedAt: Int64
    /// Whether housekeeping leaves it alone.
    package var isPinned: Bool

    /// A run by its parts.
    init(number: Int, bytes: UInt64, endedAt: Int64, isPinned: Bool) {
        self.number = number
        self.bytes = bytes
        self.endedAt = endedAt
        self.isPinned = isPinned
    }

    /// The runs of a store that keep snapshots, the latest first.
    ///
    /// - Throws: `SystemError`.
    package static func all(in store: Store) throws(SystemError) -> [KeptRun] {
        var runs: [KeptRun] = []
        for number in try RunDirectory.numbers(in: store).reversed() {
            if let run = try KeptRun(RunDirectory(number, in: store)) { runs.append(run) }
        }
        return runs
    }

    /// A run; nil for one without snapshots, and for one that goes on.
    init?(_ run: RunDirectory) throws(SystemError) {
        let folder = try run.open()
        var status = stat()
        guard folder.contains("jobs"), fstatat(folder.descriptor, "run.json", &status, 0) == 0
        else { return nil }
        let layers = try Self.layers(in: try folder.directory("jobs"))
        guard !layers.isEmpty else { return nil }
        number = run.number
        endedAt = Int64(status.st_mtim.tv_sec)
        isPinned = run.isPinned
        bytes = try Self.bytes(of: layers, notedIn: folder)
    }

    /// The folders that hold layers, one for each step of each job.
    private static func layers(in jobs: borrowing Directory) throws(SystemError) -> [FilePath] {
        var layers: [FilePath] = []
        for job in try jobs.names() {
            let place = FilePath(root: nil, [job]).appending("layers")
            guard jobs.contains(place) else { continue }
            let folder = try jobs.directory(place)
            layers += try folder.names().map { folder.path.appending($0) }
        }
        return layers
    }

    /// Measured once: the snapshots of a run that has ended do not change.
    private static func bytes(
        of layers: [FilePath],
        notedIn folder: borrowing Directory
    ) throws(SystemError) -> UInt64 {
        let note: FilePath = "kept-bytes"
        if folder.contains(note) {
            let text = String(decoding: try folder.readFile(note, limit: 64), as: UTF8.self)
            if let bytes = UInt64(text) { return bytes }
        }
        var bytes: UInt64 = 0
        for layer in layers where !isShared(layer) {
            bytes += WritableLayer(existingAt: layer).measure()
        }
        try folder.writeFile(note, Array("\(bytes)".utf8))
        return bytes
    }

    /// Whether a layer is that of a cached step, which is only shown here.
    private static func isShared(_ layer: FilePath) -> Bool {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(layer.appending("upper").string, &target, target.count)
        let bytes = target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).contains("/cached-")
    }

    /// Those whose snapshots go by some rules: too many, too old, or too large together; pinned ones never do.
    ///
    /// - Parameters:
    ///   - runs: The latest first.
    ///   - rules: What may stay.
    ///   - now: In seconds since 1970.
    /// - Returns: Those that go, the latest first.
    package static func surplus(of runs: [KeptRun], by rules: KeepRules, now: Int64) -> [KeptRun] {
        var count = 0
        var bytes = runs.filter(\.isPinned).map(\.bytes).reduce(0, +)
        var surplus: [KeptRun] = []
        for run in runs where !run.isPinned {
            let age = now - run.endedAt
            if count < rules.snapshots, bytes + run.bytes <= rules.snapshotBytes,
                age <= rules.snapshotAge.components.seconds
            {
                count += 1
                bytes += run.bytes
            } else {
                surplus.append(run)
            }
        }
        return surplus
    }
}
