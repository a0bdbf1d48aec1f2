import Glibc
import HostSystem
import Images
import OCI
import Synchronization
import SystemPackage

/// The digests of a folder's files as they were last time, each with what stat(2) said of the file then.
///
/// A file whose size, times, inode and device are the same has not been written to, so it is not read again. A file
/// that was changed less than two seconds before it was read is read again next time: its time may not tell of the next
/// change (git calls this racy).
final class Fingerprints: Sendable {
    private struct Known: Sendable, Hashable {
        var status: String
        var digest: String
    }

    private let store: Store
    private let name: FilePath
    private let known: Mutex<(files: [String: Known], hasChanged: Bool)>

    /// The fingerprints of a folder of the host.
    ///
    /// - Parameters:
    ///   - folder: Its real path.
    ///   - store: Where they are kept.
    /// - Throws: `SystemError` where the cache cannot be opened.
    init(of folder: FilePath, in store: Store) throws(SystemError) {
        self.store = store
        name = FilePath("context-\(Digest.of(Array(folder.string.utf8)).short)")
        let cache = try store.folder("cache")
        // One that cannot be read costs time alone.
        let bytes = (try? cache.readFile(name, limit: 1 << 28)) ?? []
        var files: [String: Known] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            files[String(parts[2])] = Known(status: String(parts[0]), digest: String(parts[1]))
        }
        known = Mutex((files, false))
    }

    /// The digest of a file.
    func digest(of file: borrowing OpenFile, at path: String) throws -> String {
        var status = stat()
        try call("look at \(path)", "fstat", fstat(file.descriptor, &status))
        let text =
            "\(status.st_dev).\(status.st_ino).\(status.st_size).\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec).\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
        if let known = known.withLock({ $0.files[path] }), known.status == text {
            return known.digest
        }
        let digest = try Self.digest(of: file, path)
        guard time(nil) - status.st_ctim.tv_sec > 2, !path.contains("\n"), !path.contains("\t")
        else { return digest }
        known.withLock {
            $0.files[path] = Known(status: text, digest: digest)
            $0.hasChanged = true
        }
        return digest
    }

    /// Keeps what is known now for the next build.
    func save() throws(SystemError) {
        let (files, hasChanged) = known.withLock { ($0.files, $0.hasChanged) }
        guard hasChanged else { return }
        let lines = files.map { "\($0.value.status)\t\($0.value.digest)\t\($0.key)\n" }.joined()
        try store.folder("cache").writeFile(name, Array(lines.utf8))
    }

    /// The digest of all bytes of a file.
    static func digest(of file: borrowing OpenFile, _ name: String) throws(SystemError) -> String {
        var digester = Digester()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { return digester.digest().hex }
            digester.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
