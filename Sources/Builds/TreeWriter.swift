import Dispatch
import Git
import HostSystem
import Synchronization
import SystemPackage

/// Writes a whole tree from the object database: files, and a pack of the same objects, each read once.
///
/// Directories are handed out to a few threads, each with a repository handle and a pack of its own.
final class TreeWriter: Sendable {
    private struct Work {
        var tree: ObjectID
        var path: [[UInt8]]
    }

    private struct State {
        var waiting: [Work] = []
        var busy = 0
        var failure: (any Error)?
        var packed: Set<ObjectID> = []
        var entries: [CheckoutIndex.Entry] = []
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let target: Int32
    private let packs: FilePath
    private let workers: Int

    /// Prepares to write.
    ///
    /// - Parameters:
    ///   - target: The directory that becomes the checkout's top; lent.
    ///   - packs: The folder for the packs.
    ///   - workers: How many threads.
    init(into target: Int32, packs: FilePath, workers: Int = 2) {
        self.target = target
        self.packs = packs
        self.workers = workers
    }

    /// Writes everything.
    ///
    /// - Parameters:
    ///   - tree: The tree's id.
    ///   - open: Opens a repository handle for a thread.
    /// - Returns: The files, for the checkout's index.
    /// - Throws: The first error of any thread.
    func write(
        _ tree: ObjectID,
        open: @escaping @Sendable () throws -> Repository
    ) throws -> [CheckoutIndex.Entry] {
        state.withLock { $0.waiting = [Work(tree: tree, path: [])] }
        wakeUp.signal()
        DispatchQueue.concurrentPerform(iterations: workers) { number in
            do {
                try work(with: try open(), label: "\(number)")
            } catch {
                fail(error)
            }
        }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.entries
        }
    }

    private func work(with repository: Repository, label: String) throws {
        var pack = try PackWriter(in: packs, label: label)
        var files: [CheckoutIndex.Entry] = []
        while let work = next() {
            let below = try write(work, from: repository, to: &pack, &files)
            done(below)
        }
        try pack.finish()
        state.withLock { $0.entries += files }
    }

    /// The next directory to write, waited for while others may find more; nil when all are done or one has failed.
    private func next() -> Work? {
        while true {
            wakeUp.wait()
            let (work, finished) = state.withLock { state -> (Work?, Bool) in
                guard state.failure == nil, let work = state.waiting.popLast() else {
                    return (nil, state.failure != nil || state.busy == 0)
                }
                state.busy += 1
                return (work, false)
            }
            if let work { return work }
            if finished {
                // The others look for themselves.
                wakeUp.signal()
                return nil
            }
        }
    }

    private func done(_ below: [Work]) {
        let isLast = state.withLock { state in
            state.waiting += below
            state.busy -= 1
            return state.waiting.isEmpty && state.busy == 0
        }
        for _ in below { wakeUp.signal() }
        if isLast { wakeUp.signal() }
    }

    private func fail(_ error: any Error) {
        state.withLock { state in
            state.failure = state.failure ?? error
            state.busy = 0
        }
        wakeUp.signal()
    }

    /// Writes the files of one directory; returns the directories in it.
    private func write(
        _ work: Work,
        from repository: Repository,
        to pack: inout PackWriter,
        _ files: inout [CheckoutIndex.Entry]
    ) throws -> [Work] {
        let directory = try open(work.path)
        try keep(work.tree, from: repository, in: &pack)
        var below: [Work] = []
        let prefix: [UInt8] = work.path.reduce(into: []) { $0 += $1 + [0x2F] }
        for entry in try repository.entries(of: work.tree) {
            switch entry.kind {
            case .directory:
                _ = try FileWriter.directory(entry.name, in: directory.descriptor)
                below.append(Work(tree: entry.id, path: work.path + [entry.name]))
            case .submodule:
                _ = try FileWriter.directory(entry.name, in: directory.descriptor)
                files.append(
                    .init(
                        path: prefix + entry.name,
                        kind: .submodule,
                        id: entry.id,
                        size: 0
                    )
                )
            case .file, .executable, .symlink:
                let size = try write(entry, in: directory.descriptor, from: repository, &pack)
                files.append(
                    .init(
                        path: prefix + entry.name,
                        kind: entry.kind,
                        id: entry.id,
                        size: size
                    )
                )
            }
        }
        return below
    }

    private func write(
        _ entry: TreeEntry,
        in directory: Int32,
        from repository: Repository,
        _ pack: inout PackWriter
    ) throws -> UInt32 {
        let isNew = state.withLock { $0.packed.insert(entry.id).inserted }
        return try repository.withObject(entry.id) { _, bytes in
            if isNew { try pack.append(.blob, entry.id, bytes) }
            if entry.kind == .symlink {
                try FileWriter.symlink(entry.name, in: directory, target: bytes)
            } else {
                try FileWriter.file(
                    entry.name,
                    in: directory,
                    executable: entry.kind == .executable,
                    content: bytes
                )
            }
            return UInt32(truncatingIfNeeded: bytes.count)
        }
    }

    private func keep(
        _ tree: ObjectID,
        from repository: Repository,
        in pack: inout PackWriter
    ) throws {
        guard state.withLock({ $0.packed.insert(tree).inserted }) else { return }
        try repository.withObject(tree) { _, bytes in try pack.append(.tree, tree, bytes) }
    }

    /// Opens a directory that has been made; none of its components can be a symbolic link.
    private func open(_ path: [[UInt8]]) throws -> OpenFile {
        var directory = try FileWriter.directory([0x2E], in: target)
        for component in path {
            directory = try FileWriter.directory(component, in: directory.descriptor)
        }
        return directory
    }
}
