import Builds
import Images
import SystemPackage

/// The layers of a source, made as a run makes them.
final class SourceLayersRun {
    private let gitDirectory: FilePath
    private let workshop: Workshop
    /// A store that has the layers of one commit, which stay.
    private var filled: (store: FilePath, session: Session)?

    init(of gitDirectory: FilePath, in workshop: Workshop) {
        self.gitDirectory = gitDirectory
        self.workshop = workshop
    }

    /// In an empty store.
    func first(_ source: Source) throws -> Double {
        let path = workshop.fresh("store-c")
        var time = 0.0
        do {
            let session = try Session(in: try Store(at: path))
            time = try milliseconds { _ = try make(source, in: session) }
        }
        try workshop.remove(path)
        return time
    }

    /// In a store that has it.
    func again(_ source: Source) throws -> Double {
        let session = try filled(with: source)
        return try milliseconds { _ = try make(source, in: session) }
    }

    /// In a store that has its parent; what is made is taken away again.
    func next(_ old: Source, _ new: Source) throws -> Double {
        let session = try filled(with: old)
        let before = try make(old, in: session)
        var chain = SnapshotChain()
        let time = try milliseconds { chain = try make(new, in: session) }
        let store = SnapshotStore(session)
        for layer in chain.snapshots where !before.snapshots.contains(layer) {
            try store.discard(layer.name)
        }
        return time
    }

    /// Removes the store.
    func close() throws {
        guard let path = filled?.store else { return }
        filled = nil
        try workshop.remove(path)
    }

    private func filled(with source: Source) throws -> Session {
        if let filled { return filled.session }
        let path = workshop.fresh("store-c")
        let session = try Session(in: try Store(at: path))
        filled = (path, session)
        _ = try make(source, in: session)
        return session
    }

    private func make(_ source: Source, in session: Session) throws -> SnapshotChain {
        try SourceLayers(of: gitDirectory, in: SnapshotStore(session)).chain(of: source)
    }
}
