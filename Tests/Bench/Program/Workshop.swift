import Glibc
import HostSystem
import Synchronization
import SystemPackage

/// Where measuring happens: a temporary folder, the programs that are measured, and whether somebody pressed Ctrl-C.
final class Workshop {
    /// The folder; removed with the workshop.
    let path: FilePath
    /// The folder of this program, in which `cuvette` and `cuvette-init` lie too.
    let programs: FilePath
    /// How many rounds, unless a section has its own idea.
    let rounds: Int?
    /// Whether other programs are measured too.
    let withPeers: Bool
    private let parent: Directory
    private let name: FilePath
    private let counter = Atomic<Int>(0)

    /// Makes the folder.
    ///
    /// - Parameters:
    ///   - folder: Where; on the kind of disk that is to be measured.
    ///   - rounds: How many rounds, or nil.
    ///   - withPeers: Whether other programs are measured too.
    /// - Throws: `SystemError`.
    init(below folder: FilePath, rounds: Int?, withPeers: Bool) throws {
        name = FilePath("cuvette-bench-\(getpid())")
        parent = try Directory(opening: folder)
        path = folder.appending(name.components)
        self.rounds = rounds
        self.withPeers = withPeers
        programs = try Self.ownFolder()
        _ = try parent.makeDirectory(name)
    }

    /// Removes everything.
    func clean() {
        progress("cleaning up")
        do { try parent.removeTree(name) } catch { Terminal.say("cuvette-bench: \(error)") }
        progress("")
    }

    /// A name in the folder that nobody has used yet.
    func fresh(_ label: String, in folder: FilePath? = nil) -> FilePath {
        let number = counter.add(1, ordering: .relaxed).newValue
        return (folder ?? path).appending("\(label)-\(number)")
    }

    /// A new folder.
    func folder(_ label: String) throws -> FilePath {
        let path = fresh(label)
        _ = try Directory(creating: path)
        return path
    }

    /// Takes a tree away, outside of what is measured.
    func remove(_ path: FilePath) throws {
        guard let name = path.lastComponent else { return }
        let folder = try Directory(opening: path.removingLastComponent())
        try folder.removeTree(FilePath(name.string))
    }

    /// Throws once somebody has pressed Ctrl-C.
    func check() throws {
        try Interruption.check()
    }

    /// Shows what is going on, on a terminal.
    func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        Terminal.say("\r\u{1B}[K\(text)", lineFeed: false)
    }

    /// A program beside this one.
    func program(_ name: String) throws -> FilePath {
        let path = programs.appending(name)
        guard access(path.string, X_OK) == 0 else {
            throw Unavailable("\(path) is missing: \"make release\" builds it")
        }
        return path
    }

    private static func ownFolder() throws -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard readlink("/proc/self/exe", &buffer, buffer.count - 1) > 0 else {
            throw SystemError.last("find this program", "readlink")
        }
        return FilePath(platformString: buffer).removingLastComponent()
    }
}

/// Why something cannot be measured here.
struct Unavailable: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Standard error.
enum Terminal {
    static func say(_ text: String, lineFeed: Bool = true) {
        let bytes = Array((text + (lineFeed ? "\n" : "")).utf8)
        // A closed standard error is no reason to stop measuring.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
