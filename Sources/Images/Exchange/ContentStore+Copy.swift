import Glibc
import HostSystem
import OCI
import SystemPackage

extension ContentStore {
    /// Gives the bytes of a blob to somebody, hashed on the way.
    ///
    /// - Parameters:
    ///   - blob: In the store.
    ///   - sink: Gets the bytes, in order.
    /// - Throws: `ImageError` where the blob is missing or damaged, and what the sink throws.
    func read(_ blob: Descriptor, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let stored = try self.blob(blob.digest) else { throw ImageError.missing(blob.digest) }
        let stream = BlobStream(stored, hashing: blob.digest.algorithm)
        var count: Int64 = 0
        while true {
            let piece = try stream.next()
            if piece.isEmpty { break }
            count += Int64(piece.count)
            try sink(piece)
        }
        let found = try stream.finish()
        guard count == blob.size, found == blob.digest else {
            throw ImageError.content(
                name: "\(blob.digest)",
                reason: "is damaged in the store; \"cuvette image verify\" names the images"
            )
        }
    }

    /// Copies a blob to the end of an open file.
    func copy(_ blob: Descriptor, to file: Int32, named name: String) throws {
        try read(blob) { piece in
            var done = 0
            while done < piece.count {
                let rest = UnsafeRawBufferPointer(rebasing: piece[done...])
                let count = Glibc.write(file, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw SystemError.last("write \(name)", "write") }
                done += count
            }
        }
    }
}
