import BenchFloor
import Glibc
import HostSystem
import SystemPackage

/// A program that is started, waited for, and looked at.
struct Program {
    /// Where it is.
    let path: FilePath
    /// Without its own name.
    var arguments: [String]
    /// `NAME=value`; behind it come `PATH` and `HOME`, and who looks a name up finds the first.
    var environment: [String] = []
    /// What it reads.
    var input = FilePath("/dev/null")
    /// Where its standard output goes.
    var output = FilePath("/dev/null")
    /// A mount namespace for it, or -1.
    var mountNamespace: Int32 = -1
    /// Whether it runs as the ordinary user that measures, rather than as root of the measuring program's namespace.
    var isOutside = false

    init(_ path: FilePath, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// A program that is installed.
    ///
    /// - Throws: `Unavailable`.
    init(installed name: String, _ arguments: [String]) throws {
        let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin"]
        let places = folders.map { FilePath("\($0)/\(name)") }
        guard let path = places.first(where: { access($0.string, X_OK) == 0 }) else {
            throw Unavailable("not installed")
        }
        self.init(path, arguments)
    }

    /// Runs it to its end.
    ///
    /// - Throws: `Unavailable` with the last line it complained with, where it fails.
    func run() throws {
        let output = try OpenFile(opening: output, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        let running = try start(output.descriptor)
        try finish(running)
    }

    /// A started program.
    struct Running: ~Copyable {
        let pid: Int32
        let complaints: OpenFile
    }

    /// Starts it.
    func start(_ output: Int32) throws -> Running {
        let input = try OpenFile(opening: input, O_RDONLY)
        let complaints = try Self.complaints()
        let words = CStrings([path.string] + arguments)
        let variables = CStrings(
            environment + [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
            ]
        )
        let descriptors = (input.descriptor, output, complaints.descriptor)
        let pid =
            isOutside
            ? BenchIdentity.spawnOutside(words, variables, descriptors)
            : bench_spawn(
                path.string,
                words.list,
                variables.list,
                descriptors.0,
                descriptors.1,
                descriptors.2,
                mountNamespace
            )
        withExtendedLifetime((words, variables)) {}
        try call("start \(path)", "vfork", pid)
        return Running(pid: pid, complaints: complaints)
    }

    /// Waits for its end.
    func finish(_ running: borrowing Running) throws {
        var status: Int32 = 0
        try call("wait for \(path)", "waitpid", bench_wait(running.pid, &status))
        guard status == 0 else {
            try Interruption.check()
            throw Unavailable("it failed: \(Self.lastLine(of: running.complaints))")
        }
    }

    private static func complaints() throws(SystemError) -> OpenFile {
        try OpenFile(opening: "/tmp", O_RDWR | Self.nameless, mode: 0o600)
    }

    /// `O_TMPFILE`; open(2).
    private static let nameless: Int32 = 0o20_000_000 | O_DIRECTORY

    private static func lastLine(of file: borrowing OpenFile) -> String {
        lseek(file.descriptor, 0, SEEK_SET)
        // What cannot be read back was no explanation.
        let bytes = (try? file.readAll(limit: 1 << 20, name: "its complaints")) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.last.map(String.init) ?? "it said nothing"
    }
}

/// Strings as C wants them for one call.
final class CStrings {
    let list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        list = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { list[index] = strdup(text) }
        list[count] = nil
    }

    deinit {
        for index in 0..<count { free(list[index]) }
        list.deallocate()
    }

    /// The same list for a call that promises not to write.
    var constant: UnsafePointer<UnsafePointer<CChar>?> {
        UnsafeRawPointer(list).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
    }
}
