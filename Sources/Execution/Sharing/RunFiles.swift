import Glibc
import HostSystem
import Images
import SystemPackage

/// The files of a run that its bundle holds: what happened and what was said, but no layers and no artifacts.
struct RunFiles {
    /// A file, by its path in the run's folder.
    struct Entry {
        var path: String
        var bytes: [UInt8]
    }

    /// The largest file that is taken, in bytes.
    static let maximumSize = 1 << 30
    /// How many files there may be.
    static let maximumCount = 100_000

    private static let topNames: Set<String> = [
        "events.ndjson", "run.json", "pipeline.yml", "reports.xml",
    ]
    private static let jobEndings = [".log", ".idx", ".json"]

    /// The files below a folder, in the order of their paths; what is no regular file is passed over.
    ///
    /// - Parameter folder: A run's, or one that looks like it.
    /// - Returns: The files with their content.
    /// - Throws: `SystemError`.
    static func all(in folder: borrowing Directory) throws(SystemError) -> [Entry] {
        var entries: [Entry] = []
        for name in topNames.sorted() { try add(name, in: folder, to: &entries) }
        guard folder.contains("jobs") else { return entries }
        let jobs = try directory("jobs", in: folder)
        for job in try jobs.names().map(\.string).sorted() where isPlain(job) {
            let files = try directory(FilePath(job), in: jobs)
            for name in try files.names().map(\.string).sorted() where isPlain(name) {
                guard jobEndings.contains(where: name.hasSuffix), entries.count < maximumCount
                else { continue }
                try add("jobs/\(job)/\(name)", in: folder, to: &entries)
            }
        }
        return entries
    }

    private static func add(
        _ path: String,
        in folder: borrowing Directory,
        to entries: inout [Entry]
    ) throws(SystemError) {
        guard folder.contains(FilePath(path)) else { return }
        let file = try folder.open(
            FilePath(path),
            O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
            noSymlinks: true
        )
        var status = stat()
        try call("look at \(path)", "fstat", fstat(file.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else { return }
        entries.append(Entry(path: path, bytes: try file.readAll(limit: maximumSize, name: path)))
    }

    private static func directory(
        _ name: FilePath,
        in folder: borrowing Directory
    ) throws(SystemError) -> Directory {
        let file = try folder.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, noSymlinks: true)
        return Directory(adopting: file, path: folder.path.appending(name.components))
    }

    /// Whether a name is one that a run's folder could have.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".")
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "/" && $0.value != 0x7F }
    }
}
