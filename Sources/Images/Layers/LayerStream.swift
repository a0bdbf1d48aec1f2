import HostSystem
import OCI

/// The uncompressed bytes of a layer, read once; both digests are made on the way.
final class LayerStream: ByteStream {
    private let layer: Layer
    private let blob: BlobStream
    /// Decompresses on another thread; nil where nothing is compressed.
    private let ahead: ReadAhead?
    /// Whether the blob is hashed by itself; where nothing is compressed the two digests are one.
    private let hashesBlob: Bool
    private let maximumBytes: Int64
    private let interruption: Interruption
    private var count: Int64 = 0
    private var digester: Digester

    /// Begins to read a layer.
    ///
    /// - Parameters:
    ///   - layer: Which.
    ///   - maximumBytes: How many uncompressed bytes are accepted.
    ///   - interruption: Ends the reading.
    /// - Throws: `LayerFault`; `wrongSize` before anything else is read.
    init(
        _ layer: Layer,
        maximumBytes: Int64,
        _ interruption: Interruption
    ) throws(LayerFault) {
        if let expected = layer.descriptor?.size, expected != layer.blob.size {
            throw .wrongSize(expected: expected, found: layer.blob.size)
        }
        let compression = try Compression(of: layer.blob)
        let isCompressed = compression != .none
        self.layer = layer
        self.maximumBytes = maximumBytes
        self.interruption = interruption
        self.digester = Digester(layer.diffID.algorithm)
        let algorithm = layer.descriptor?.digest.algorithm
        self.hashesBlob =
            !layer.isVerified && (isCompressed || algorithm != layer.diffID.algorithm)
        self.blob = BlobStream(layer.blob, hashing: hashesBlob ? algorithm : nil)
        self.ahead = isCompressed ? ReadAhead(try compression.reader(of: blob)) : nil
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        try interruption.check()
        let piece = if let ahead { try ahead.next() } else { try blob.next() }
        count += Int64(piece.count)
        guard count <= maximumBytes else { throw .tooManyBytes(limit: maximumBytes) }
        digester.update(piece)
        return piece
    }

    func jump(_ count: Int64) -> Int64 { 0 }

    /// Reads what is left, and checks that it all was what it should be.
    ///
    /// - Throws: `LayerFault.wrongDigest` or `wrongDiffID`, or what comes in the way of reading on.
    func verify() throws(LayerFault) {
        while try !next().isEmpty {}
        try verifyBlob()
        let found = digester.digest()
        guard found == layer.diffID else {
            throw .wrongDiffID(expected: layer.diffID, found: found)
        }
    }

    /// Checks the blob as it is stored, where it is known what it should be.
    private func verifyBlob() throws(LayerFault) {
        if layer.isVerified { return try LayerFault.wrap(waitForArrival) }
        guard let expected = layer.descriptor?.digest else { return }
        ahead?.stop()
        let own = hashesBlob ? try blob.finish() : nil
        let found = own ?? digester.digest()
        guard found == expected else { throw .wrongDigest(expected: expected, found: found) }
    }

    /// Waits until a blob that is still arriving has been hashed.
    private func waitForArrival() throws(SystemError) {
        try layer.blob.arriving?.waitForEnd()
    }

    /// What is to be blamed for a fault: where the bytes are not those that were promised, that is.
    ///
    /// - Parameter fault: What was noticed first.
    /// - Returns: The cause, or the fault itself.
    func cause(of fault: LayerFault) -> LayerFault {
        guard fault.mayComeFromWrongBytes else { return fault }
        do {
            if layer.isVerified {
                try hashAgain()
            } else if ahead != nil {
                try verifyBlob()
            } else {
                try verify()
            }
            return fault
        } catch .wrongDigest(let expected, let found) {
            return .wrongDigest(expected: expected, found: found)
        } catch .wrongDiffID(let expected, let found) {
            return .wrongDiffID(expected: expected, found: found)
        } catch {
            return fault
        }
    }
}

extension LayerStream {
    /// Hashes a blob of the store that is not what it was when it was written.
    private func hashAgain() throws(LayerFault) {
        guard let expected = layer.descriptor?.digest else { return }
        try LayerFault.wrap(waitForArrival)
        let found = try BlobStream(layer.blob, hashing: expected.algorithm).finish()
        guard let found, found != expected else { return }
        throw .wrongDigest(expected: expected, found: found)
    }
}

extension LayerFault {
    fileprivate var mayComeFromWrongBytes: Bool {
        switch self {
        case .system, .interrupted, .tooManyBytes, .tooManyEntries, .wrongSize, .wrongDigest,
            .wrongDiffID:
            false
        default: true
        }
    }
}
