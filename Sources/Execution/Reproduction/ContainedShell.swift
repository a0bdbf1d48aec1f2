import Builds
import Glibc
import HostSystem
import SystemPackage

/// The shell that is opened in a snapshot: the image's own, or a static one that is put beside it.
struct ContainedShell: Sendable {
    /// The arguments of an interactive shell, the program first.
    let interactive: [String]
    /// The program's name or path inside.
    let program: String
    /// The static program that has to be put beside the image; nil where the image has a shell.
    let added: FilePath?

    /// The name of a static shell in the file system in memory.
    static let addedName = "busybox"
    /// What an interactive shell reads first.
    static let startupPath = "\(Skeleton.handover)/shellrc"

    /// Finds a shell.
    ///
    /// - Parameters:
    ///   - room: The files in which it is looked for.
    ///   - path: Where: folders between colons.
    /// - Throws: `ExecutionError.badValue` where neither the image nor this machine has one that could be used.
    init(in room: JobRoom, along path: String) throws {
        if try StepCommandMaker.finds("bash", along: path, in: room) {
            program = "bash"
            interactive = ["bash", "--noprofile", "--rcfile", Self.startupPath, "-i"]
            added = nil
        } else if try StepCommandMaker.finds("sh", along: path, in: room) {
            program = "sh"
            interactive = ["sh", "-i"]
            added = nil
        } else {
            guard let busybox = Self.staticShells.first(where: Self.isStatic) else {
                throw ExecutionError.badValue(
                    "the image has no shell, and this machine no static one to put beside it; install busybox-static"
                )
            }
            program = "\(Skeleton.handover)/\(Self.addedName)"
            interactive = [program, "sh", "-i"]
            added = busybox
        }
    }

    /// Where a static shell may lie on this machine.
    private static let staticShells: [FilePath] = [
        "/usr/bin/busybox", "/bin/busybox", "/usr/local/bin/busybox", "/sbin/busybox",
        "/usr/bin/busybox.static", "/bin/busybox.static",
    ]

    /// Whether a program needs no loader: an ELF file of 64 bits without a program header PT_INTERP; elf(5).
    private static func isStatic(_ path: FilePath) -> Bool {
        guard let file = try? OpenFile(opening: path) else { return false }
        var head = [UInt8](repeating: 0, count: 4096)
        let count = read(file.descriptor, &head, head.count)
        guard count > 64, head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2]) else { return false }
        func number(_ place: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(head[place + $1]) << (8 * $1) }
        }
        let table = number(32, 4)
        let size = number(54, 2)
        let entries = number(56, 2)
        return (0..<entries).allSatisfy { index in
            let place = table + index * size
            return place + 4 <= count && number(place, 4) != 3
        }
    }
}
