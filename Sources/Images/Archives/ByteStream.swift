/// Bytes that are read once, from the front, in pieces of the stream's own choosing.
///
/// A class, since libarchive calls back into it; used by one thread at a time.
protocol ByteStream: AnyObject {
    /// The next piece; empty at the end. It may be read until the next call.
    func next() throws(LayerFault) -> UnsafeRawBufferPointer

    /// Passes over bytes without reading them, where that can be done.
    ///
    /// - Parameter count: The most that may be passed over.
    /// - Returns: How many were passed over; 0 where they all have to be read.
    func jump(_ count: Int64) -> Int64
}
