import Glibc
import HostSystem
import OCI
import Synchronization
import SystemPackage

/// A blob that is being written: hashed on the way, and part of the store once `finish()` has returned.
///
/// Used by one thread at a time.
package final class BlobWriter: Sendable {
    private let content: ContentStore
    private let folder: Directory
    private let name: FilePath
    private let file: OpenFile
    private let expected: BlobIdentity?
    private let arriving: ArrivingBlob?
    private let state: Mutex<State>

    private struct State {
        var digester: Digester
        var size: Int64 = 0
        var isOver = false
    }

    /// Begins an empty file in a folder.
    init(
        folder: consuming Directory,
        name: FilePath,
        expecting expected: BlobIdentity?,
        content: ContentStore
    ) throws(SystemError) {
        self.file = try folder.open(name, O_RDWR | O_CREAT | O_EXCL)
        self.folder = folder
        self.name = name
        self.expected = expected
        self.content = content
        self.arriving = nil
        self.state = Mutex(State(digester: Digester(expected?.digest.algorithm ?? .sha256)))
    }

    /// Goes on with a file that may be there; nil where somebody else does so now, or has just finished the blob.
    init?(
        resuming name: FilePath,
        in folder: consuming Directory,
        expecting expected: BlobIdentity,
        content: ContentStore
    ) throws(SystemError) {
        let file: OpenFile
        do {
            file = try folder.open(name, O_RDWR | O_CREAT | O_NOFOLLOW)
        } catch  where error.errno == .improperLink {
            // It was renamed into the blobs while openat2(2) walked to it, which then finds it outside of the folder.
            return nil
        }
        guard try Self.claim(file, name, in: folder) else { return nil }
        guard !content.contains(expected.digest) else {
            // It was finished and renamed just before we opened it: what we have is a new and empty file.
            try folder.removeFile(name)
            return nil
        }
        let shared = try SharedFile(try file.duplicate(), name: "\(expected.digest)")
        let begun = try Self.hash(shared, upTo: expected.size, expected.digest.algorithm)
        let arriving = ArrivingBlob(shared, size: expected.size, written: begun.size)
        self.file = file
        self.folder = folder
        self.name = name
        self.expected = expected
        self.content = content
        self.arriving = arriving
        self.state = Mutex(begun)
        content.setArriving(arriving, as: expected.digest)
    }

    deinit {
        abandon()
        // By a call, not by closing alone: a process that is being started on another thread has a copy of the
        // descriptor until it runs its program.
        flock(file.descriptor, LOCK_UN)
    }

    /// Locks a partial file; false where somebody else has it, or has just finished it.
    private static func claim(
        _ file: borrowing OpenFile,
        _ name: FilePath,
        in folder: borrowing Directory
    ) throws(SystemError) -> Bool {
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .last("lock \(name)", "flock") }
            return false
        }
        // Between opening and locking it may have become a blob: then the name is gone, or of another file.
        var own = stat()
        var there = stat()
        try call("look at \(name)", "fstat", fstat(file.descriptor, &own))
        let found = name.withPlatformString {
            fstatat(folder.descriptor, $0, &there, AT_SYMLINK_NOFOLLOW)
        }
        return found == 0 && own.st_ino == there.st_ino
    }

    /// Hashes what an earlier writer has left; what is too long is begun anew.
    private static func hash(
        _ file: SharedFile,
        upTo limit: Int64,
        _ algorithm: Digest.Algorithm
    ) throws(SystemError) -> State {
        var state = State(digester: Digester(algorithm))
        guard try file.size() <= limit else { return state }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer, buffer.count, at: state.size)
            if count == 0 { return state }
            state.digester.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            state.size += Int64(count)
        }
    }

    /// How many bytes are there: where the next ones go.
    package var size: Int64 { state.withLock { $0.size } }

    /// Adds bytes.
    ///
    /// - Parameter bytes: The next ones; not kept.
    /// - Throws: `ImageError`, as soon as there are more than expected.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(ImageError) {
        let start = size
        if let expected, start + Int64(bytes.count) > expected.size {
            throw .content(
                name: "\(expected.digest)",
                reason: "has more than \(expected.size) bytes, which its descriptor says it has"
            )
        }
        try writeOut(bytes, at: start)
        state.withLock { state in
            state.digester.update(bytes)
            state.size += Int64(bytes.count)
        }
        arriving?.advance(to: start + Int64(bytes.count))
    }

    private func writeOut(
        _ bytes: UnsafeRawBufferPointer,
        at start: Int64
    ) throws(ImageError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(file.descriptor, rest.baseAddress, rest.count, off_t(start) + done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(.last("write a blob", "pwrite")) }
            done += count
        }
    }

    /// Begins again at the first byte: for a server that sends all of it whatever it was asked for.
    package func restart() {
        state.withLock { state in
            state.digester = Digester(expected?.digest.algorithm ?? .sha256)
            state.size = 0
        }
    }

    /// Makes the blob a part of the store, on disk before it has its name.
    ///
    /// - Returns: Its digest and size.
    /// - Throws: `ImageError` where it is not what was expected; nothing of it stays then.
    @discardableResult
    package func finish() throws(ImageError) -> BlobIdentity {
        let (digest, size) = state.withLock { ($0.digester.digest(), $0.size) }
        let found = BlobIdentity(digest: digest, size: size)
        do throws(ImageError) {
            try check(found)
            try publish(found)
        } catch {
            cancel()
            throw error
        }
        end(isWhole: true)
        return found
    }

    private func check(_ found: BlobIdentity) throws(ImageError) {
        guard let expected else { return }
        let name = "\(expected.digest)"
        guard found.size == expected.size else {
            throw .content(
                name: name,
                reason: "has \(found.size) bytes, its descriptor says \(expected.size)"
            )
        }
        guard found.digest == expected.digest else {
            throw .content(name: name, reason: "is damaged: its digest is \(found.digest)")
        }
    }

    private func publish(_ found: BlobIdentity) throws(ImageError) {
        do throws(SystemError) {
            try call("write a blob", "ftruncate", ftruncate(file.descriptor, off_t(found.size)))
            try call("write a blob", "fsync", fsync(file.descriptor))
            let blobs = try content.blobs(found.digest.algorithm)
            try folder.rename(name, to: blobs, as: FilePath(found.digest.hex))
        } catch {
            throw .system(error)
        }
    }

    /// Takes away what has been written, also what was kept from before.
    package func cancel() {
        guard !end(isWhole: false) else { return }
        // What cannot be removed goes with the session, or is gone on with.
        try? folder.removeFile(name)
    }

    /// Ends the writing; what can be gone on with stays.
    private func abandon() {
        let wasOver = end(isWhole: false)
        // A partial file stays: that is what it is for.
        guard !wasOver, arriving == nil else { return }
        try? folder.removeFile(name)
    }

    /// Notes that it is over; true where it was before.
    @discardableResult
    private func end(isWhole: Bool) -> Bool {
        let wasOver = state.withLock { state in
            defer { state.isOver = true }
            return state.isOver
        }
        guard !wasOver, let arriving, let expected else { return wasOver }
        content.setArriving(nil, as: expected.digest)
        arriving.end(isWhole: isWhole)
        return false
    }
}
