import Dispatch
import HostSystem
import OCI
import SystemPackage
import Synchronization

/// Makes the layers of one image into snapshots, several at a time.
///
/// Layers are independent of each other but for directories without an entry (`LowerLayers`): only a layer that has
/// some waits for the one below it.
struct LayerChain: Sendable {
    /// Where the snapshots are kept.
    let session: Session
    /// How layers are unpacked; its interruption is set where one of them fails.
    let unpacker: LayerUnpacker

    /// How many layers are unpacked at once: more compete for the same disk and processors.
    private static let maximumWidth = 4

    /// One layer that is done.
    private struct Made: Sendable {
        let snapshot: Snapshot
        let notes: [String]
    }

    /// Unpacks what is not there yet.
    ///
    /// - Parameter layers: Bottom first.
    /// - Returns: The snapshots, bottom first, and what was left out of those that were unpacked now.
    /// - Throws: `ImageError` of the lowest layer that failed; all others are stopped then.
    func snapshots(of layers: [Layer]) async throws(ImageError) -> ([Snapshot], notes: [String]) {
        let places = layers.map { _ in SnapshotPromise() }
        let results = await withTaskGroup(of: (Int, Result<Made, ImageError>).self) { group in
            var results: [Int: Result<Made, ImageError>] = [:]
            for (index, layer) in layers.enumerated() {
                if index >= Self.maximumWidth, let (done, result) = await group.next() {
                    results[done] = result
                }
                // A layer is begun after all below it, so what it may wait for is done or running.
                group.addTask { (index, await make(layer, index, places)) }
            }
            for await (done, result) in group { results[done] = result }
            return results
        }
        return try collect(layers.indices.compactMap { results[$0] })
    }

    private func collect(
        _ results: [Result<Made, ImageError>]
    ) throws(ImageError) -> ([Snapshot], notes: [String]) {
        let failures = results.compactMap { result in
            if case .failure(let error) = result { error } else { nil }
        }
        // What stopped because another failed says nothing.
        let cause = failures.first { !$0.isInterruption } ?? failures.first
        if let cause { throw cause.isInterruption ? .interrupted : cause }
        var made: [Made] = []
        for result in results { made.append(try result.get()) }
        return (made.map(\.snapshot), made.flatMap(\.notes))
    }

    private func make(
        _ layer: Layer,
        _ index: Int,
        _ places: [SnapshotPromise]
    ) async -> Result<Made, ImageError> {
        await offload { () -> Result<Made, ImageError> in
            do throws(ImageError) {
                let made = try makeNow(layer) { () throws(LayerFault) in
                    var below: [Snapshot] = []
                    for place in places[..<index] { below.append(try place.wait()) }
                    return below
                }
                places[index].keep(made.snapshot)
                return .success(made)
            } catch {
                places[index].keep(nil)
                unpacker.interruption.request()
                return .failure(error)
            }
        }
    }

    private func makeNow(
        _ layer: Layer,
        over lowers: () throws(LayerFault) -> [Snapshot]
    ) throws(ImageError) -> Made {
        let name = SnapshotName(chainID: layer.chainID, marks: unpacker.marks)
        let store = SnapshotStore(session)
        var notes = LayerNotes()
        do {
            if let there = try store.existing(name) {
                try note(layer, beside: there)
                return Made(snapshot: there, notes: [])
            }
            // Whoever is making the same layer now is waited for.
            let claim = try SnapshotClaim(layer.chainID, in: session.store, unpacker.interruption)
            defer { withExtendedLifetime(claim) {} }
            let snapshot = try store.make(name) { directory in
                notes = try unpacker.unpack(layer, into: directory, over: lowers)
            }
            try note(layer, beside: snapshot)
            return Made(snapshot: snapshot, notes: notes.sentences)
        } catch let error as ImageError {
            throw error
        } catch let error as SystemError {
            throw .system(error)
        } catch let fault as LayerFault {
            throw .layer(diffID: layer.diffID, .whole, fault)
        } catch {
            preconditionFailure("a snapshot failed with \(error)")
        }
    }
}

extension LayerChain {
    /// Says beside a snapshot which blob of the store it was made of, so that nobody has to pack it.
    private func note(_ layer: Layer, beside snapshot: Snapshot) throws {
        guard layer.isVerified, let descriptor = layer.descriptor else { return }
        let folder = try Directory(opening: snapshot.path.removingLastComponent())
        guard PackedLayer(notedIn: folder) == nil else { return }
        try PackedLayer(descriptor: descriptor, diffID: layer.diffID).note(in: folder)
    }
}

/// A snapshot that is being made by another thread.
private final class SnapshotPromise: Sendable {
    private let result = Mutex<Snapshot?>(nil)
    private let done = DispatchGroup()

    init() {
        done.enter()
    }

    /// Says how it ended; once.
    ///
    /// - Parameter snapshot: nil where it failed.
    func keep(_ snapshot: Snapshot?) {
        result.withLock { $0 = snapshot }
        done.leave()
    }

    /// Blocks the thread until it has ended.
    func wait() throws(LayerFault) -> Snapshot {
        done.wait()
        guard let snapshot = result.withLock({ $0 }) else { throw .interrupted }
        return snapshot
    }
}

extension ImageError {
    fileprivate var isInterruption: Bool {
        switch self {
        case .interrupted, .layer(_, _, .interrupted): true
        default: false
        }
    }
}
