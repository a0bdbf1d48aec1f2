package import Containers
import Expressions
import Glibc
package import HostSystem
package import Images
import SystemPackage

/// Takes away what nobody needs: what killed processes have left, the snapshots of old failures, layers without a run.
package struct Housekeeping: Sendable {
    private let store: Store
    private let ownSession: Session?

    /// Housekeeping of a store.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - ownSession: The session of this process, which is alive.
    package init(store: Store, ownSession: Session?) {
        self.store = store
        self.ownSession = ownSession
    }

    /// Removes the sessions and cgroups of dead processes, and closes the records of their runs.
    ///
    /// - Parameter cgroups: Where cgroups can be made.
    /// - Returns: How many sessions and cgroups were removed.
    /// - Throws: `SystemError`.
    @discardableResult
    package func removeAbandoned(cgroups: CgroupHierarchy) throws(SystemError) -> Int {
        let removed = try Session.removeAbandoned(in: store)
        // Runs before sessions: a run that begins in between is then not seen, rather than seen without its session.
        let runs = try RunDirectory.numbers(in: store)
        let living = Set(try store.folder("sessions").names().map(\.string))
        let sessions = try store.folder("sessions")
        let groups = cgroups.removeAbandoned { Self.isAlive($0, in: sessions, dead: removed) }
        for number in runs {
            do throws(SystemError) {
                try closeRecord(RunDirectory(number, in: store), living)
            } catch {
                // A full disk must not keep anybody from making room; the next command closes the record.
                guard error.errno == .noSpace else { throw error }
            }
        }
        return removed.count + groups
    }

    /// Whether the process that made a cgroup may still need it.
    ///
    /// All stores of a host share the folder of cgroups, so
    /// one that is of no session of ours is left alone while there is a process of its number.
    private static func isAlive(
        _ cgroup: String,
        in sessions: borrowing Directory,
        dead: [String]
    ) -> Bool {
        let parts = cgroup.split(separator: "-", maxSplits: 2)
        guard parts.count == 3, let pid = pid_t(parts[0]) else { return true }
        let session = "\(parts[0])-\(parts[1])"
        if dead.contains(session) { return false }
        return sessions.contains(FilePath(session)) || kill(pid, 0) == 0 || errno == EPERM
    }

    /// A run without an end whose session is gone was interrupted; its record says so from now on.
    private func closeRecord(_ run: RunDirectory, _ living: Set<String>) throws(SystemError) {
        let folder = try run.open()
        guard !folder.contains("run.json") else { return }
        let session = (try? folder.readFile("session", limit: 4096)) ?? []
        guard !living.contains(String(decoding: session, as: UTF8.self)) else { return }
        let record = Object([
            ("type", "run"), ("run", .number(Double(run.number))), ("outcome", "interrupted"),
        ])
        try folder.writeFile(
            "run.json",
            Array((Value.object(record).json(pretty: true) + "\n").utf8)
        )
        try removeLayers(of: run)
    }

    /// Removes the snapshots of runs that are too many, too old or too large; those of pinned runs and those in use stay.
    ///
    /// - Parameters:
    ///   - rules: What may stay.
    ///   - isDry: Whether nothing is removed after all.
    /// - Returns: The runs whose snapshots went, or would go.
    /// - Throws: `SystemError`.
    @discardableResult
    package func trimSnapshots(_ rules: KeepRules, isDry: Bool = false) throws(SystemError)
        -> [KeptRun]
    {
        var removed: [KeptRun] = []
        let runs = try KeptRun.all(in: store)
        for run in KeptRun.surplus(of: runs, by: rules, now: WallClock.now) {
            let directory = RunDirectory(run.number, in: store)
            guard let claim = try RunUse.claimingUnused(directory) else { continue }
            removed.append(run)
            if !isDry { try removeLayers(of: directory) }
            withExtendedLifetime(claim) {}
        }
        return removed
    }

    /// Removes the snapshots of one run; its record stays.
    ///
    /// - Parameter number: The run's.
    /// - Throws: `SystemError`.
    package func discardSnapshots(ofRun number: Int) throws(SystemError) {
        let run = RunDirectory(number, in: store)
        guard try store.folder("runs").contains(FilePath("\(number)")) else { return }
        try removeLayers(of: run)
    }

    private func removeLayers(of run: RunDirectory) throws(SystemError) {
        let folder = try run.open()
        guard folder.contains("jobs") else { return }
        let jobs = try folder.directory("jobs")
        for job in try jobs.names() {
            try jobs.directory(FilePath(job.string)).removeTree("layers")
        }
    }

    /// Removes old runs, cached steps that nobody uses, and the layers that nothing uses.
    ///
    /// - Parameters:
    ///   - rules: What may stay.
    ///   - isDry: Whether nothing is removed after all.
    /// - Returns: What went, or would go; layers stay where a run is going on.
    /// - Throws: `SystemError`.
    package func collect(_ rules: KeepRules, isDry: Bool = false) throws(SystemError)
        -> GarbageOutcome
    {
        var outcome = GarbageOutcome()
        guard let lock = try exclusiveLock() else {
            outcome.isRunning = true
            return outcome
        }
        defer { withExtendedLifetime(lock) {} }
        let steps = try StepCacheShelf(store).trim(rules, isDry: isDry)
        outcome.cachedSteps = steps.removed
        var used = steps.snapshots.union(["skeleton-1"])
        let runs = try RecordedRun.all(in: store, measuring: rules.runBytes != nil)
        let surplus = Set(
            RecordedRun.surplus(of: runs, by: rules, now: WallClock.now).map(\.number)
        )
        for number in runs.map(\.number).reversed() {
            let run = RunDirectory(number, in: store)
            if surplus.contains(number), let claim = try RunUse.claimingUnused(run) {
                outcome.runs.append(number)
                if !isDry { try store.folder("runs").removeTree(FilePath("\(number)")) }
                withExtendedLifetime(claim) {}
            } else {
                used.formUnion(try layers(of: run))
            }
        }
        used.formUnion(try layersOfContainers())
        used.formUnion(try layersOfImages())
        used.formUnion(try MountedLayers(in: store).names)
        outcome.layers = try removeLayers(but: used, isDry: isDry)
        return outcome
    }

    private func removeLayers(but used: Set<String>, isDry: Bool) throws(SystemError) -> Int {
        let snapshots = try store.folder("snapshots")
        var removed = 0
        for name in try snapshots.names() where !used.contains(name.string) {
            if !isDry { try snapshots.removeTree(FilePath(name.string)) }
            removed += 1
        }
        return removed
    }

    /// The names of the layers that containers stand on, as each noted them when it was made.
    private func layersOfContainers() throws(SystemError) -> Set<String> {
        let containers = try store.folder("containers")
        var used: Set<String> = []
        for name in try containers.names() {
            let place = FilePath(name.string).appending(RunDirectory.layersFile.components)
            guard containers.contains(place) else { continue }
            let bytes = try containers.readFile(place, limit: 1 << 20)
            used.formUnion(
                String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            )
        }
        return used
    }

    /// The names of the layers of images that have a name, or had one.
    private func layersOfImages() throws(SystemError) -> Set<String> {
        guard let ownSession else { return [] }
        do { return try ImageStore(try ContentStore(ownSession)).snapshotNames() } catch let error
            as SystemError
        { throw error } catch {
            // Without a readable list of names nobody knows which layers are theirs.
            throw SystemError("read the names of images: \(error)", call: "read", errno: .ioError)
        }
    }

    /// Removes the blobs of images that no name needs.
    ///
    /// - Returns: How many, and the bytes they took up; nil where another process uses blobs.
    /// - Throws: `ImageError`, `SystemError`.
    package func collectBlobs() throws -> (count: Int, sizeBytes: Int64)? {
        guard let ownSession else { return nil }
        let collected = try ImageStore(try ContentStore(ownSession)).collect()
        return collected.map { ($0.blobs, $0.sizeBytes) }
    }

    private func exclusiveLock() throws(SystemError) -> StoreLock? {
        do {
            return try StoreLock(store, exclusive: true, wait: false)
        } catch {
            guard error.errno == .wouldBlock else { throw error }
            return nil
        }
    }

    /// The names of the layers that a run was made of, as it noted them when it began.
    private func layers(of run: RunDirectory) throws(SystemError) -> [String] {
        let folder = try run.open()
        guard folder.contains(RunDirectory.layersFile) else { return [] }
        let bytes = try folder.readFile(RunDirectory.layersFile, limit: 1 << 24)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
