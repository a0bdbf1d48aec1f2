import OCI

/// The bytes of a blob from the front, hashed on the way where somebody asks for the digest.
final class BlobStream: ByteStream {
    private let blob: Blob
    private let buffer: UnsafeMutableRawBufferPointer
    private var position: Int64 = 0
    private var digester: Digester?

    /// Why the last `next()` threw, for a caller behind a C callback.
    private(set) var failure: LayerFault?

    /// Begins at the front.
    ///
    /// - Parameters:
    ///   - blob: What is read.
    ///   - algorithm: How it is hashed; nil where nobody asks.
    init(_ blob: Blob, hashing algorithm: Digest.Algorithm? = nil) {
        self.blob = blob
        self.buffer = .allocate(byteCount: 1 << 20, alignment: 4096)
        self.digester = algorithm.map(Digester.init)
    }

    deinit {
        buffer.deallocate()
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        do {
            let count = try blob.read(into: buffer, at: position)
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            position += Int64(count)
            digester?.update(piece)
            return piece
        } catch {
            failure = .system(error)
            throw .system(error)
        }
    }

    func jump(_ count: Int64) -> Int64 {
        guard digester == nil else { return 0 }
        let passed = max(0, min(count, blob.size - position))
        position += passed
        return passed
    }

    /// Reads what is left, so that the digest is of the whole blob.
    ///
    /// - Returns: The digest, where one is made.
    /// - Throws: `LayerFault`.
    func finish() throws(LayerFault) -> Digest? {
        while try !next().isEmpty {}
        return digester?.digest()
    }
}
