import Containers
import FoundationEssentials
import Glibc
import HostSystem
import SystemPackage

/// The folder in which a runtime keeps its containers: one folder each.
struct StateFolder {
    /// Where it is.
    let path: FilePath

    /// Opens the folder, and makes it where it is missing.
    init(at path: FilePath) throws {
        self.path = path
        _ = try Directory(creating: path, mode: 0o700)
    }

    /// The folder of a user who names none: `/run/cuvette-oci`, or below `$XDG_RUNTIME_DIR`.
    static var standard: FilePath {
        guard isOrdinaryUsers, let place = getenv("XDG_RUNTIME_DIR") else {
            return "/run/cuvette-oci"
        }
        return FilePath(String(cString: place)).appending("cuvette-oci")
    }

    /// Whether the caller is an ordinary user.
    ///
    /// Also as root of a user namespace, where podman calls us, unless `$USER` says that root itself has made that
    /// namespace, as in a container. runc has the same rule.
    private static var isOrdinaryUsers: Bool {
        guard geteuid() == 0 else { return true }
        let isRoot = getenv("USER").map { String(cString: $0) == "root" } ?? false
        return !isRoot && HostRights.current.inUserNamespace
    }

    /// The name of a container's cgroup where its bundle gives none.
    ///
    /// Two folders may hold the same id, and a shared cgroup would end with either. The standard
    /// folder's are named by the id alone; no id begins with `@`.
    func cgroupName(of id: String) -> String {
        guard path != Self.standard else { return id }
        // FNV-1a, 64 bits.
        let hash = path.string.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return "@\(String(hash, radix: 36))/\(id)"
    }

    /// Where compiled system call filters are kept; its name is no container's.
    var filters: FilePath { path.appending("@filters") }

    /// The ids of all containers, sorted.
    func identifiers() throws -> [String] {
        try Directory(opening: path).names().map(\.string).filter(Self.isIdentifier).sorted()
    }

    /// Whether a text can be an id: as runc has it, letters, digits and `_+-.`, and no way out of the folder.
    static func isIdentifier(_ text: String) -> Bool {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return allowed && !text.isEmpty && text.utf8.count <= 1024 && text != "." && text != ".."
    }

    /// Makes the folder of a new container.
    func add(_ id: String) throws -> ContainerFolder {
        guard Self.isIdentifier(id) else {
            let wrong = id.first { !Self.isIdentifier(String($0)) && $0 != "." }
            let what = wrong.map { "invalid character `\($0)` in the ID" } ?? "invalid ID"
            throw RuntimeError("\(what) \"\(id)\": expected letters, digits and the signs _+-.")
        }
        let place = path.appending(id)
        guard place.withPlatformString({ mkdir($0, 0o711) }) == 0 else {
            if errno == EEXIST { throw RuntimeError("container with id \(id) exists already") }
            throw SystemError.last("make \(place)", "mkdir")
        }
        return try ContainerFolder(at: place)
    }

    /// The folder of a container.
    func folder(of id: String) throws -> ContainerFolder {
        let place = path.appending(id)
        guard Self.isIdentifier(id), access(place.string, F_OK) == 0 else {
            throw RuntimeError("container \"\(id)\" does not exist")
        }
        return try ContainerFolder(at: place)
    }
}

/// The folder of one container.
final class ContainerFolder: Sendable {
    /// The name of the socket at which a created container waits.
    static let startSocket = "start"
    private static let recordName = "state.json"

    /// Where it is.
    let path: FilePath
    /// It, open.
    let directory: OpenFile

    init(at path: FilePath) throws {
        self.path = path
        directory = try OpenFile(opening: path, O_RDONLY | O_DIRECTORY)
    }

    /// Whether the container waits to be started.
    var isWaiting: Bool { access(path.appending(Self.startSocket).string, F_OK) == 0 }

    /// Whose container it is, as we see it.
    var owner: UInt32 {
        var status = stat()
        return fstat(directory.descriptor, &status) == 0 ? status.st_uid : 0
    }

    /// No longer waiting.
    func removeSocket() {
        unlink(path.appending(Self.startSocket).string)
    }

    /// Writes the record in one piece, so that no reader finds half of it.
    func write(_ record: ContainerRecord) throws {
        let data = try JSONEncoder().encode(record)
        let temporary = path.appending("\(Self.recordName).\(getpid())")
        let file = try OpenFile(opening: temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        try file.writeAll(Array(data), name: temporary.string)
        guard rename(temporary.string, path.appending(Self.recordName).string) == 0 else {
            throw SystemError.last("write \(Self.recordName)", "rename")
        }
    }

    /// Reads the record; nil where its container is still being made.
    func read() throws -> ContainerRecord? {
        let place = path.appending(Self.recordName)
        guard access(place.string, F_OK) == 0 else { return nil }
        let bytes = try OpenFile(opening: place).readAll(limit: 16 << 20, name: place.string)
        return try JSONDecoder().decode(ContainerRecord.self, from: Data(bytes))
    }

    /// Takes the folder away with all that is in it.
    func remove() {
        ReadinessRelay.remove(from: path)
        for name in [Self.startSocket, Self.recordName] { unlink(path.appending(name).string) }
        rmdir(path.string)
    }
}
