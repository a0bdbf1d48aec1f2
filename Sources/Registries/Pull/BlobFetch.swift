import AsyncHTTPClient
import Dispatch
import HostSystem
import Images
import NIOCore
import OCI

/// Brings one blob from a registry into the store; goes on where another process, or this one, was stopped.
struct BlobFetch: Sendable {
    /// Where it comes from.
    let repository: RegistryRepository
    /// What it must turn out to be.
    let descriptor: Descriptor
    /// Is told what goes on.
    let observer: any TransferObserver

    /// How many times in a row a connection may break without one more byte.
    private static let maximumBreaks = 5
    /// How many bytes are collected before they are written: a handover costs as much as some kilobytes.
    private static let batchBytes = 512 << 10

    /// Downloads what is missing, and makes the blob a part of the store.
    ///
    /// - Parameter writer: What there is of it; finished or cancelled afterwards, or kept for later where the network
    ///   failed.
    /// - Throws: `RegistryError`, `ImageError`, `CancellationError`.
    func run(into writer: BlobWriter) async throws {
        let lane = WriteLane(writer)
        let begun = writer.size
        do {
            try await receive(lane)
            try await lane.finish()
        } catch let error as ImageError {
            // What another process had left may be damaged: once more from the first byte, before we blame the registry.
            guard begun > 0, case .content = error else { throw damaged(error) }
            throw StaleStart()
        } catch let error as RegistryError where error.kind == .malformed {
            writer.cancel()
            if begun > 0 { throw StaleStart() }
            throw error
        }
        observer.observe(.finished(descriptor.digest))
    }

    /// What was there before did not fit what came.
    struct StaleStart: Error {}

    private func damaged(_ error: ImageError) -> any Error {
        guard case .content(_, let reason) = error else { return error }
        return RegistryError(
            .malformed,
            "blob \(descriptor.digest.short) from \(repository.title) \(reason)"
        )
    }

    private func receive(_ lane: WriteLane) async throws {
        var breaks = 0
        while lane.writer.size < descriptor.size {
            let start = lane.writer.size
            do {
                try await receiveOnce(lane)
            } catch let failure as RequestSender.PassingFailure {
                breaks = lane.writer.size > start ? 1 : breaks + 1
                guard let delay = repository.connection.sender.patience.delay(after: breaks),
                    breaks < Self.maximumBreaks
                else { throw failure.error }
                try await repository.connection.sender.pause(
                    delay,
                    repository.connection.host.description,
                    failure.error.description
                )
            }
        }
    }

    private func receiveOnce(_ lane: WriteLane) async throws {
        let offset = lane.writer.size
        let response = try await answer(from: offset)
        switch response.status {
        case 206: try checkRange(response, offset)
        case 416:
            throw RegistryError(
                .malformed,
                "blob \(descriptor.digest.short) of \(repository.title) ends after \(offset) of \(descriptor.size) bytes"
            )
        default:
            // It sends everything whatever was asked for.
            if offset > 0 { lane.writer.restart() }
        }
        if let length = response.length, lane.writer.size + length > descriptor.size {
            throw RegistryError(
                .malformed,
                "blob \(descriptor.digest.short) of \(repository.title) has more than \(descriptor.size) bytes, which its descriptor says it has"
            )
        }
        try await receive(response, lane)
        guard lane.writer.size == descriptor.size else {
            throw RequestSender.PassingFailure(
                error: RegistryError(
                    .unreachable,
                    "\(repository.connection.host) ended blob \(descriptor.digest.short) after \(lane.writer.size) of \(descriptor.size) bytes"
                )
            )
        }
    }

    private func answer(from offset: Int64) async throws -> WebResponse {
        do {
            return try await repository.blob(descriptor.digest, from: offset)
        } catch let error as RegistryError where error.kind == .notFound && isForeign {
            throw error.noting([
                "it is a foreign layer, which registries do not keep; addresses that an image names are not followed"
            ])
        }
    }

    /// Whether the layer was not to be distributed; OCI image-spec 1.1, "Non-Distributable Layers".
    private var isForeign: Bool {
        let type = descriptor.mediaType.rawValue
        return type.contains("nondistributable") || type.contains("foreign")
    }

    private func receive(_ response: WebResponse, _ lane: WriteLane) async throws {
        var batch: [ByteBuffer] = []
        var size = 0
        do {
            for try await part in response.body {
                batch.append(part)
                size += part.readableBytes
                guard size >= Self.batchBytes else { continue }
                try await lane.write(batch)
                observer.observe(.moved(descriptor.digest, bytes: lane.writer.size))
                batch = []
                size = 0
            }
        } catch let error as ImageError {
            throw error
        } catch {
            // What has come is kept before anything else.
            try await lane.write(batch)
            try Task.checkCancellation()
            let host = repository.connection.host.description
            throw RequestSender.PassingFailure(error: TransportFailure(error, host: host).error)
        }
        try await lane.write(batch)
        observer.observe(.moved(descriptor.digest, bytes: lane.writer.size))
    }

    private func checkRange(_ response: WebResponse, _ offset: Int64) throws(RegistryError) {
        let range = response["Content-Range"] ?? ""
        guard range.hasPrefix("bytes \(offset)-") else {
            throw RegistryError(
                .malformed,
                "\(repository.connection.host) sends the wrong part of blob \(descriptor.digest.short): \"\(range.prefix(60))\" for what begins at \(offset)"
            )
        }
    }
}

/// A thread of its own for hashing and writing one blob, so that those who wait for the network never wait for the disk.
private struct WriteLane: Sendable {
    let writer: BlobWriter
    private let queue: DispatchQueue

    init(_ writer: BlobWriter) {
        self.writer = writer
        queue = DispatchQueue(label: "blob")
    }

    func write(_ parts: [ByteBuffer]) async throws {
        guard !parts.isEmpty else { return }
        let writer = writer
        try await run { () throws(ImageError) in
            for part in parts {
                let result = part.withUnsafeReadableBytes { bytes in
                    Result { () throws(ImageError) in try writer.write(bytes) }
                }
                try result.get()
            }
        }
    }

    func finish() async throws {
        let writer = writer
        try await run { () throws(ImageError) in _ = try writer.finish() }
    }

    private func run(_ work: @escaping @Sendable () throws(ImageError) -> Void) async throws {
        let result: Result<Void, ImageError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(ImageError) in try work() })
            }
        }
        try result.get()
    }
}
