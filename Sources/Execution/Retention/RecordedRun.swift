import Expressions
import Glibc
package import HostSystem
package import Images
import SystemPackage

/// A run whose record is in the store, as far as its keeping depends on it.
package struct RecordedRun: Sendable, Hashable {
    /// Its number.
    package var number: Int
    /// When it ended, in seconds since 1970; nil while it goes on.
    package var endedAt: Int64?
    /// `success`, `failure` and so on.
    package var outcome: String
    /// The pipeline's file and the branch: what runs must share to follow one another.
    package var line: [String?]
    /// How many bytes its folder takes, snapshots left out; 0 where nobody asks.
    package var bytes: UInt64
    /// Whether housekeeping leaves it alone.
    package var isPinned: Bool

    /// A run by its parts.
    package init(
        number: Int,
        endedAt: Int64?,
        outcome: String,
        line: [String?],
        bytes: UInt64 = 0,
        isPinned: Bool = false
    ) {
        self.number = number
        self.endedAt = endedAt
        self.outcome = outcome
        self.line = line
        self.bytes = bytes
        self.isPinned = isPinned
    }

    /// The runs of a store, the latest first.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - measuring: Whether their sizes are wanted.
    /// - Returns: The runs.
    /// - Throws: `SystemError`.
    package static func all(in store: Store, measuring: Bool) throws(SystemError) -> [RecordedRun] {
        var runs: [RecordedRun] = []
        for number in try RunDirectory.numbers(in: store).reversed() {
            let directory = RunDirectory(number, in: store)
            runs.append(try RecordedRun(directory, measuring: measuring))
        }
        return runs
    }

    private init(_ run: RunDirectory, measuring: Bool) throws(SystemError) {
        let folder = try run.open()
        var status = stat()
        let hasEnded = fstatat(folder.descriptor, "run.json", &status, 0) == 0
        let record = hasEnded ? Self.record(in: folder) : Object()
        self.init(
            number: run.number,
            endedAt: hasEnded ? Int64(status.st_mtim.tv_sec) : nil,
            outcome: record["outcome"]?.text ?? "",
            line: [record["file"]?.text, record["branch"]?.text],
            bytes: measuring ? FolderSize.bytes(of: folder, except: "layers") : 0,
            isPinned: run.isPinned
        )
    }

    /// A record that cannot be read says nothing, and its run goes when its time comes.
    private static func record(in folder: borrowing Directory) -> Object {
        guard let bytes = try? folder.readFile("run.json", limit: 1 << 26),
            case .object(let object)? = try? Value(json: bytes)
        else { return Object() }
        return object
    }

    /// Those that go by some rules: too many, too old, or too large together.
    ///
    /// The newest run, unless it was killed, pinned ones, and the last green and the last red one of every pipeline and branch never go; they
    /// count like the others. A run that has not ended was killed: this is asked only while no run goes on.
    ///
    /// - Parameters:
    ///   - runs: The latest first.
    ///   - rules: What may stay.
    ///   - now: In seconds since 1970.
    /// - Returns: The runs, the latest first.
    package static func surplus(of runs: [RecordedRun], by rules: KeepRules, now: Int64)
        -> [RecordedRun]
    {
        var count = 0
        var bytes: UInt64 = 0
        var surplus: [RecordedRun] = []
        let protected = protected(among: runs)
        for run in runs {
            let age = run.endedAt.map { now - $0 } ?? 0
            let isTooOld = rules.runAge.map { age > $0.components.seconds } ?? false
            let isTooMuch = rules.runBytes.map { bytes + run.bytes > $0 } ?? false
            if count >= rules.runs || isTooOld || isTooMuch, !protected.contains(run.number) {
                surplus.append(run)
            } else {
                count += 1
                bytes += run.bytes
            }
        }
        return surplus
    }

    private static func protected(among runs: [RecordedRun]) -> Set<Int> {
        var protected: Set<Int> = []
        var seen: Set<[String?]> = []
        if let newest = runs.first, newest.endedAt != nil { protected.insert(newest.number) }
        for run in runs {
            let isVerdict = run.outcome == "success" || run.outcome == "failure"
            let isLast = isVerdict && seen.insert(run.line + [run.outcome]).inserted
            if isLast || run.isPinned { protected.insert(run.number) }
        }
        return protected
    }
}
