import FoundationEssentials
import Glibc
import HostSystem
import Images
import SystemPackage

extension StepCacheShelf {
    /// What a trim comes to.
    struct Trim: Sendable, Hashable {
        /// The layers of the store that are still wanted.
        var snapshots: Set<String> = []
        /// How many steps stay.
        var kept = 0
        /// How many went.
        var removed = 0
        /// How many bytes the layers take that stay.
        var bytes: UInt64 = 0
    }

    /// Takes away steps that were not used for long, and of the others the longest unused until the rest fits.
    ///
    /// - Parameters:
    ///   - rules: How long and how much.
    ///   - isDry: Whether nothing is removed after all.
    /// - Returns: What stays and what goes.
    /// - Throws: `SystemError`.
    func trim(_ rules: KeepRules, isDry: Bool = false) throws(SystemError) -> Trim {
        var trim = Trim()
        let folder = try open()
        var instances: Set<String> = []
        for entry in try entries(in: folder).sorted(by: { $0.usedAt > $1.usedAt }) {
            let fits = trim.bytes + entry.step.bytes <= rules.cacheBytes
            guard fits, WallClock.now - entry.usedAt <= rules.cacheAge.components.seconds else {
                trim.removed += 1
                if !isDry { try folder.removeFile(FilePath(entry.name)) }
                continue
            }
            trim.kept += 1
            trim.bytes += entry.step.bytes
            instances.insert(entry.step.instance)
            if let snapshot = entry.step.snapshot { trim.snapshots.insert(snapshot) }
        }
        if !isDry { try removeLogs(but: instances, in: folder) }
        return trim
    }

    private func entries(
        in folder: borrowing Directory
    ) throws(SystemError) -> [(name: String, step: CachedStep, usedAt: Int64)] {
        var entries: [(name: String, step: CachedStep, usedAt: Int64)] = []
        for name in try folder.names().map(\.string)
        where name.hasSuffix(".json") && !name.hasPrefix("last-") {
            guard let step = step(String(name.dropLast(5))) else { continue }
            var status = stat()
            guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            entries.append((name, step, Int64(status.st_mtim.tv_sec)))
        }
        return entries
    }

    private func removeLogs(
        but instances: Set<String>,
        in folder: borrowing Directory
    ) throws(SystemError) {
        for name in try folder.names().map(\.string)
        where name.hasSuffix(".log") || name.hasSuffix(".idx") {
            guard !instances.contains(String(name.dropLast(4))) else { continue }
            try folder.removeFile(FilePath(name))
        }
    }
}
