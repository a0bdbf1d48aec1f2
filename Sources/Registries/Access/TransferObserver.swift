package import OCI

/// What goes on while images are pulled or pushed.
package enum TransferEvent: Sendable {
    /// It is known what has to be moved; layers bottom first, then the configuration.
    case planned(reference: ImageReference, place: String, blobs: [Descriptor])
    /// A blob need not be moved.
    case present(Digest)
    /// Bytes of a blob are there, counted from its beginning.
    case moved(Digest, bytes: Int64)
    /// A blob is there.
    case finished(Digest)
    /// Something failed and is tried again.
    case retrying(host: String, reason: String, delay: Duration)
    /// What one might want to know.
    case note(String)
}

/// Is told what goes on; called by many threads.
package protocol TransferObserver: Sendable {
    /// Takes note of an event; returns soon.
    func observe(_ event: TransferEvent)
}

/// Looks away.
package struct SilentObserver: TransferObserver {
    /// An observer that does nothing.
    package init() {}

    /// Does nothing.
    package func observe(_ event: TransferEvent) {}
}
