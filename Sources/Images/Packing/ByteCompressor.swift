/// Compresses bytes that come in pieces.
protocol ByteCompressor: AnyObject {
    /// Takes the next bytes; they are not kept.
    func write(_ bytes: UnsafeRawBufferPointer) throws

    /// Ends the stream; nothing may be written after.
    func finish() throws
}

/// Passes bytes on as they are.
final class PlainWriter: ByteCompressor {
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// Begins.
    init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.sink = sink
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try sink(bytes) }

    func finish() {}
}
