import HostSystem
import Images
import OCI
import SystemPackage

/// Brings the blobs of a planned image into the store.
struct ImageFetch: Sendable {
    /// Where they are.
    let repository: RegistryRepository
    /// Where they go.
    let content: ContentStore
    /// Is told what goes on.
    let observer: any TransferObserver

    /// How many blobs are downloaded at once.
    private static let width = 6

    /// Writes the documents of an image, and fetches its configurations.
    ///
    /// - Parameter plan: What there is.
    /// - Throws: `RegistryError`, `ImageError`, `CancellationError`.
    func documents(of plan: PullPlan) async throws {
        for configuration in plan.configurations { try await fetch(configuration) }
        for document in plan.documents where !content.contains(document.descriptor.digest) {
            let writer = try content.writer(expecting: document.descriptor)
            let result = document.bytes.withUnsafeBytes { bytes in
                Result { () throws(ImageError) in try writer.write(bytes) }
            }
            try result.get()
            try writer.finish()
        }
    }

    /// Fetches the layers, and unpacks them meanwhile.
    ///
    /// - Parameters:
    ///   - plan: What there is; its documents are in the store.
    ///   - loader: Unpacks; nil where nothing is to be unpacked.
    /// - Returns: The unpacked image; nil without a loader.
    /// - Throws: `RegistryError`, `ImageError`, `CancellationError`, `BlobFetch.StaleStart`.
    func layers(of plan: PullPlan, unpackedBy loader: ImageLoader?) async throws -> LoadedImage? {
        var begun: [PendingBlobs.Entry] = []
        var busy: [Descriptor] = []
        for layer in plan.layers {
            switch try await resumption(of: layer) {
            case .present: observer.observe(.present(layer.digest))
            case .busy: busy.append(layer)
            case .begun(let writer):
                begun.append(PendingBlobs.Entry(descriptor: layer, writer: writer))
            }
        }
        let pending = PendingBlobs(begun)
        begun = []
        async let downloads: Void = download(pending)
        do {
            // The loader sees what is there and what this process writes; what another writes has to be there first.
            for layer in busy { try await fetch(layer) }
            let image = StoredImage(name: nil, descriptor: plan.root)
            let loaded = try await loader?.load(.stored(image))
            try await downloads
            return loaded
        } catch let error as ImageError where error.isMissedArrival {
            // The cause is what kept the bytes from coming.
            try await downloads
            throw error
        } catch {
            pending.abandon()
            throw error
        }
    }

    private func resumption(
        of descriptor: Descriptor
    ) async throws(ImageError) -> ContentStore.Resumption {
        let content = content
        return try await offload { () throws(ImageError) in try content.resume(descriptor) }
    }

    private func download(_ pending: PendingBlobs) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<Self.width {
                    group.addTask {
                        while let entry = pending.next() { try await receive(entry) }
                    }
                }
                try await group.waitForAll()
            }
        } catch {
            pending.abandon()
            throw error
        }
    }

    private func receive(_ entry: PendingBlobs.Entry) async throws {
        try await BlobFetch(
            repository: repository,
            descriptor: entry.descriptor,
            observer: observer
        ).run(into: entry.writer)
    }

    /// Fetches one blob, or waits for another process that does.
    private func fetch(_ descriptor: Descriptor) async throws {
        while true {
            switch try await resumption(of: descriptor) {
            case .present: return observer.observe(.present(descriptor.digest))
            case .busy: try await Task.sleep(for: .milliseconds(50))
            case .begun(let writer):
                let entry = PendingBlobs.Entry(descriptor: descriptor, writer: writer)
                do { return try await receive(entry) } catch is BlobFetch.StaleStart { continue }
            }
        }
    }
}

extension ImageError {
    /// Whether it only says that bytes that were waited for did not come.
    fileprivate var isMissedArrival: Bool {
        switch self {
        case .layer(_, _, .system(let error)), .system(let error): error.errno == .canceled
        default: false
        }
    }
}
