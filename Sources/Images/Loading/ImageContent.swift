import HostSystem
import OCI

/// The files that an image consists of, by name: a directory or an archive.
protocol ImageContent: Sendable {
    /// What messages call it.
    var name: String { get }
    /// Whether what is found has been hashed when it was stored.
    var isVerified: Bool { get }

    /// A file of it.
    ///
    /// - Parameter name: A relative path, such as `blobs/sha256/…`; it never leads anywhere else.
    /// - Returns: The file; nil where there is none of that name.
    /// - Throws: `ImageError`.
    func find(_ name: String) throws(ImageError) -> Blob?
}

extension ImageContent {
    var isVerified: Bool { false }

    /// A file that has to be there.
    ///
    /// - Parameter file: A relative path.
    /// - Returns: The file.
    /// - Throws: `ImageError.content` where it is missing.
    func blob(_ file: String) throws(ImageError) -> Blob {
        guard let blob = try find(file) else {
            throw .content(name: "\(file) of \(name)", reason: "is missing")
        }
        return blob
    }

    /// All bytes of a JSON document.
    ///
    /// - Parameter file: A relative path.
    /// - Returns: The bytes, not checked.
    /// - Throws: `ImageError`; over 4 MiB, `OCIError.documentTooLarge`.
    func document(_ file: String) throws(ImageError) -> [UInt8] {
        let blob = try blob(file)
        guard blob.size <= Document.maximumBytes else {
            throw .document(.documentTooLarge(document: file, limit: Document.maximumBytes))
        }
        do { return try blob.readAll(limit: Document.maximumBytes) } catch { throw .system(error) }
    }

    /// All bytes of the document that a descriptor refers to.
    ///
    /// - Parameter descriptor: Of an index or manifest.
    /// - Returns: The bytes; size and digest are right.
    /// - Throws: `ImageError`.
    func document(_ descriptor: Descriptor) throws(ImageError) -> [UInt8] {
        let file = ImageLayout.path(of: descriptor.digest)
        let bytes = try document(file)
        guard Int64(bytes.count) == descriptor.size else {
            throw .content(
                name: file,
                reason: "has \(bytes.count) bytes, its descriptor says \(descriptor.size)"
            )
        }
        try check(bytes, of: file, against: descriptor.digest)
        return bytes
    }

    /// Compares what was read with what it should be.
    func check(
        _ bytes: [UInt8],
        of file: String,
        against digest: Digest
    ) throws(ImageError) {
        let found = Digest.of(bytes, digest.algorithm)
        guard found == digest else {
            throw .content(name: file, reason: "is damaged: its digest is \(found)")
        }
    }

    /// Reads a document; a mistake in it is one of the image.
    func decode<Value: Decodable>(
        _ type: Value.Type,
        from bytes: [UInt8],
        named file: String
    ) throws(ImageError) -> Value {
        do { return try Document.decode(type, from: bytes, named: file) } catch {
            throw .document(error)
        }
    }
}
