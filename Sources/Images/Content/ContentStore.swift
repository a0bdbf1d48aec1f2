import CSandbox
import Glibc
package import HostSystem
package import OCI
import Synchronization
import SystemPackage

/// Blobs by digest, in a folder that is an OCI image layout: `images/blobs/sha256/…`.
///
/// A blob is there whole or not at all: it is written under another name, hashed on the way, written out and renamed.
/// While a value of this type lives, no process takes blobs away.
///
/// Source: OCI image-spec 1.1, image-layout.md.
package final class ContentStore: Sendable {
    /// Whose folder takes what is not finished.
    package let session: Session
    /// Nobody collects while this lives.
    let lease: ContentLease
    /// What is being written by this process, and may be read meanwhile.
    private let arriving = Mutex<[Digest: ArrivingBlob]>([:])

    /// The store that it is a part of.
    package var store: Store { session.store }

    /// Opens the blobs of a session's store, and makes an empty layout where there is none.
    ///
    /// - Parameter session: Whose folder takes what is not finished.
    /// - Throws: `SystemError`.
    package init(_ session: Session) throws(SystemError) {
        self.session = session
        self.lease = try ContentLease(session.store)
        let layout = try session.store.folder("images")
        for algorithm in Digest.Algorithm.allCases {
            _ = try layout.makeDirectory(FilePath("blobs/\(algorithm.rawValue)"))
        }
        let mark = FilePath(ImageLayout.fileName)
        guard !layout.contains(mark) else { return }
        try Self.makeIndex(in: layout)
        try layout.writeFile(mark, Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), durable: true)
    }

    /// Makes an empty index, unless another process has made one and perhaps filled it.
    private static func makeIndex(in layout: borrowing Directory) throws(SystemError) {
        let temporary = FilePath("index.\(getpid()).new")
        let empty = #"{"manifests":[],"schemaVersion":2}"#
        try layout.writeFile(temporary, Array(empty.utf8), durable: true)
        let name = ImageLayout.indexFileName
        let made = csandbox_rename_exclusive(
            layout.descriptor,
            temporary.string,
            layout.descriptor,
            name
        )
        if made < 0, errno != EEXIST { throw .last("make \(name)", "renameat2") }
        try layout.removeFile(temporary)
    }

    // MARK: Reading

    /// Whether a blob is there.
    package func contains(_ digest: Digest) -> Bool {
        guard let folder = try? blobs(digest.algorithm) else { return false }
        return folder.contains(FilePath(digest.hex))
    }

    /// Whether a blob is there, of the size that a document says.
    ///
    /// - Throws: `ImageError.content` where it is there and has another size: the document is wrong.
    func contains(_ descriptor: Descriptor) throws(ImageError) -> Bool {
        // One that is only arriving is not there.
        guard contains(descriptor.digest) else { return false }
        let size: Int64?
        do { size = try self.size(of: descriptor.digest) } catch { throw .system(error) }
        guard let size else { return false }
        guard size == descriptor.size else {
            throw .content(
                name: "\(descriptor.digest)",
                reason: "has \(size) bytes, its descriptor says \(descriptor.size)"
            )
        }
        return true
    }

    /// The size of a blob in bytes; nil where it is not there.
    ///
    /// - Throws: `SystemError`.
    package func size(of digest: Digest) throws(SystemError) -> Int64? {
        guard let blob = try blob(digest) else { return nil }
        return blob.size
    }

    /// Opens a blob for reading.
    ///
    /// - Parameter digest: Of a blob that is there.
    /// - Returns: The file, at its beginning; not hashed again.
    /// - Throws: `ImageError.content` where it is missing.
    package func open(_ digest: Digest) throws(ImageError) -> OpenFile {
        do {
            return try blobs(digest.algorithm).open(FilePath(digest.hex), O_RDONLY | O_NOFOLLOW)
        } catch {
            if error.errno == .noSuchFileOrDirectory { throw .missing(digest) }
            throw .system(error)
        }
    }

    /// All bytes of a document, with size and digest checked.
    ///
    /// - Parameter descriptor: Of a manifest, an index or a configuration.
    /// - Returns: The bytes.
    /// - Throws: `ImageError`; over 4 MiB, `OCIError.documentTooLarge`.
    package func document(_ descriptor: Descriptor) throws(ImageError) -> [UInt8] {
        try StoreContent(self).document(descriptor)
    }

    /// A blob at rest, or one that is arriving; nil where it is neither.
    func blob(_ digest: Digest) throws(SystemError) -> Blob? {
        if let arriving = arriving.withLock({ $0[digest] }) { return Blob(arriving) }
        do {
            let file = try blobs(digest.algorithm).open(
                FilePath(digest.hex),
                O_RDONLY | O_NOFOLLOW | O_NONBLOCK
            )
            return try Blob(try SharedFile(file, name: ImageLayout.path(of: digest)))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
    }

    /// The folder of the blobs of an algorithm.
    func blobs(_ algorithm: Digest.Algorithm) throws(SystemError) -> Directory {
        try store.folder("images").directory(FilePath("blobs/\(algorithm.rawValue)"))
    }

    // MARK: Writing

    /// Writes a blob that is in memory; one that is there already is right.
    ///
    /// - Parameters:
    ///   - bytes: All of it.
    ///   - mediaType: What it is.
    /// - Returns: What documents refer to it by.
    /// - Throws: `ImageError`.
    @discardableResult
    package func write(
        _ bytes: [UInt8],
        as mediaType: MediaType
    ) throws(ImageError) -> Descriptor {
        let digest = Digest.of(bytes)
        let descriptor = Descriptor(
            mediaType: mediaType,
            digest: digest,
            size: Int64(bytes.count)
        )
        if contains(digest) { return descriptor }
        let writer = try writer(expecting: descriptor)
        do throws(ImageError) {
            try bytes.span.bytes.withUnsafeBytes { (buffer) throws(ImageError) in
                try writer.write(buffer)
            }
            try writer.finish()
        } catch {
            writer.cancel()
            throw error
        }
        return descriptor
    }

    /// Begins a blob that goes away with this process unless it is finished.
    ///
    /// - Parameter descriptor: What it must turn out to be; nil where that is not known before.
    /// - Returns: Where its bytes go.
    /// - Throws: `ImageError`.
    package func writer(expecting descriptor: Descriptor? = nil) throws(ImageError) -> BlobWriter {
        do {
            return try BlobWriter(
                folder: try session.directory.directory("."),
                name: session.freshName("blob"),
                expecting: descriptor.map(BlobIdentity.init),
                content: self
            )
        } catch {
            throw .system(error)
        }
    }

    /// What comes of the wish to write a blob that may have been begun before.
    package enum Resumption: Sendable {
        /// It is there; nothing has to be written.
        case present
        /// Another process or task is writing it now; to be asked again.
        case busy
        /// What is there of it has been hashed; `size` says from where to go on.
        case begun(BlobWriter)
    }

    /// Goes on with a blob that is kept unfinished, also over the death of the process.
    ///
    /// While the writer lives, layers that are made of the blob are unpacked as it arrives (`ImageLoader`).
    ///
    /// - Parameter descriptor: What it must turn out to be.
    /// - Returns: Where its bytes go, from where they are missing; or why none are to be written.
    /// - Throws: `ImageError`.
    package func resume(_ descriptor: Descriptor) throws(ImageError) -> Resumption {
        if try contains(descriptor) { return .present }
        do {
            let partials = try store.folder("partials")
            let name = FilePath(
                "\(descriptor.digest.algorithm.rawValue)-\(descriptor.digest.hex)"
            )
            let writer = try BlobWriter(
                resuming: name,
                in: partials,
                expecting: BlobIdentity(descriptor),
                content: self
            )
            guard let writer else { return contains(descriptor.digest) ? .present : .busy }
            return .begun(writer)
        } catch {
            throw .system(error)
        }
    }

    /// Lets readers find a blob that is being written; nil where it is over.
    func setArriving(_ blob: ArrivingBlob?, as digest: Digest) {
        arriving.withLock { $0[digest] = blob }
    }
}
