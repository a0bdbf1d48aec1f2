import Builds
import Containers
import Glibc
import HostSystem
import SystemPackage

/// The small file system in memory over which a step gets its script and hands values back.
///
/// It is mounted at `/run/cuvette` of one container and gone with it: a script and the secrets in it never reach a disk.
struct Handover: ~Copyable {
    /// The mount, lent to the container.
    let mount: DetachedMount
    private let directory: Directory

    /// The path of the script inside.
    static let scriptPath = "\(Skeleton.handover)/script"
    /// The variable and the file for each direction.
    static let files = [
        (variable: "CUVETTE_OUTPUT", file: "output"), (variable: "CUVETTE_ENV", file: "env"),
        (variable: "CUVETTE_PATH", file: "path"),
        (variable: "CUVETTE_STEP_SUMMARY", file: "summary"),
    ]

    /// The path inside of the list of a shard's test files, a path a line.
    static let shardFilesPath = "\(Skeleton.handover)/shard-files"

    /// Makes the file system with its empty files, which any user of the container may write.
    static func make(
        script: String?,
        shardFiles: [String]? = nil,
        size: String = "16m"
    ) throws(SystemError) -> Handover {
        let mount = try DetachedMount(
            of: "tmpfs",
            [.string("mode", "755"), .string("size", size), .string("nr_inodes", "2048")],
            attributes: [.noSetuid, .noDevices]
        )
        let directory = try mount.directory(named: Skeleton.handover)
        if let script { try make("script", script, 0o755, in: directory) }
        if let shardFiles {
            let lines = shardFiles.map { $0 + "\n" }.joined()
            try make("shard-files", lines, 0o644, in: directory)
        }
        for (_, file) in files { try make(file, "", 0o666, in: directory) }
        return Handover(mount: mount, directory: directory)
    }

    /// The mount as it is lent to a container.
    var lent: LentMount { LentMount(descriptor: mount.descriptor, isDirectory: true) }

    /// Puts a further file there.
    func add(_ name: String, _ bytes: [UInt8], _ mode: mode_t) throws(SystemError) {
        let file = try directory.open(FilePath(name), O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        fchmod(file.descriptor, mode)
        try file.writeAll(bytes, name: name)
    }

    /// Puts a copy of a program of this machine there.
    func add(_ name: String, copying program: FilePath) throws(SystemError) {
        let bytes = try OpenFile(opening: program).readAll(limit: 1 << 25, name: program.string)
        try add(name, bytes, 0o755)
    }

    private static func make(
        _ name: String,
        _ text: String,
        _ mode: mode_t,
        in directory: borrowing Directory
    ) throws(SystemError) {
        let file = try directory.open(FilePath(name), O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        fchmod(file.descriptor, mode)
        try file.writeAll(Array(text.utf8), name: name)
    }

    /// What the step has written into a file, or what is wrong with it: that is the step's failure, not the host's.
    ///
    /// A file that the step has removed is empty.
    func written(_ name: String) -> Result<String, ExecutionError> {
        do throws(SystemError) {
            return .success(try text(name))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return .success("") }
            return .failure(
                .badValue("what the step left in $CUVETTE_\(name.uppercased()): \(error)")
            )
        }
    }

    /// The step may have put anything there, so nothing is followed.
    private func text(_ name: String) throws(SystemError) -> String {
        let file = try directory.open(
            FilePath(name),
            O_RDONLY | O_NONBLOCK | O_NOFOLLOW,
            noSymlinks: true
        )
        var status = stat()
        try call("read \(name)", "fstat", fstat(file.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(
                "read \(name), which is no regular file",
                call: "fstat",
                errno: .invalidArgument
            )
        }
        return String(
            decoding: try file.readAll(limit: HandoverFile.maximumSize, name: name),
            as: UTF8.self
        )
    }
}
