import Images
import OCI
import Synchronization

/// The blobs that are still to be downloaded, the only owner of their writers: as soon as it lets go of one, whoever
/// waits for the blob's bytes knows that they do not come.
final class PendingBlobs: Sendable {
    /// A blob that has been begun.
    struct Entry: Sendable {
        /// What it must turn out to be.
        let descriptor: Descriptor
        /// Where its bytes go.
        let writer: BlobWriter
    }

    private let entries: Mutex<[Entry]>

    /// Blobs in the order in which they are to be downloaded.
    init(_ entries: [Entry]) {
        self.entries = Mutex(entries.reversed())
    }

    /// The next one.
    func next() -> Entry? {
        entries.withLock { $0.popLast() }
    }

    /// Lets go of all: what has been downloaded of them stays for another time.
    func abandon() {
        let all = entries.withLock { entries in
            defer { entries = [] }
            return entries
        }
        _ = all
    }
}
