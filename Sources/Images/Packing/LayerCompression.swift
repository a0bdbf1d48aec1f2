package import OCI

/// How layers are compressed that are made here.
package enum LayerCompression: String, Sendable, Hashable, CaseIterable {
    /// As they are.
    case none
    /// gzip: what every program reads.
    case gzip
    /// Zstandard: smaller, and faster to unpack.
    case zstd

    /// The type of such a layer.
    package var mediaType: MediaType {
        switch self {
        case .none: .layer
        case .gzip: .layerGzip
        case .zstd: .layerZstd
        }
    }

    /// Begins to compress.
    ///
    /// - Parameter sink: Gets the compressed bytes, in order.
    /// - Returns: The compressor.
    /// - Throws: `LayerFault.compression`.
    func compressor(
        _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws(LayerFault) -> any ByteCompressor {
        switch self {
        case .none: PlainWriter(sink)
        case .gzip: try GzipWriter(sink)
        case .zstd: try ArchiveCompressor(.zstd, sink)
        }
    }
}
