import Containers
import Expressions
import HostSystem
import OCI
import SystemPackage

/// What runc and crun are told: the OCI runtime-spec's `config.json` for what Cuvette makes of the same limits, with
/// the same system call filter.
///
/// Their root is the folder itself, without an overlay: mounting one is not their part of the work.
struct RuntimeBundle {
    let path: FilePath

    /// Writes it.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - root: The root file system.
    ///   - limits: What its processes may use; an ordinary user can set none.
    ///   - command: What is run.
    ///   - user: The id of the ordinary user, as whoever reads the bundle sees it, for whom the container has a user
    ///     namespace; nil for root.
    /// - Throws: `SystemError`.
    init(
        at path: FilePath,
        root: FilePath,
        limits: ResourceLimits,
        command: [String] = ["/bin/true"],
        mapping user: UInt32? = nil
    ) throws {
        self.path = path
        let folder = try Directory(creating: path)
        let configuration = Self.configuration(root, limits, command, user)
        let text = Value.object(configuration).json(pretty: true)
        try folder.writeFile("config.json", Array(text.utf8))
    }

    private static func configuration(
        _ root: FilePath,
        _ limits: ResourceLimits,
        _ command: [String],
        _ user: UInt32?
    ) -> Object {
        Object([
            ("ociVersion", "1.0.2"), ("process", .object(process(command))), ("hostname", "bench"),
            (
                "root",
                .object(Object([("path", .string(root.string)), ("readonly", .boolean(true))]))
            ),
            ("mounts", .array(mounts(for: user))), ("linux", .object(linux(limits, user))),
        ])
    }

    private static func process(_ command: [String]) -> Object {
        let names = [
            "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
            "CAP_SETUID", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_SETFCAP",
        ]
        let capabilities = Value.array(names.map(Value.string))
        return Object([
            ("terminal", .boolean(false)), ("cwd", "/"),
            ("args", .array(command.map(Value.string))),
            ("user", .object(Object([("uid", .number(0)), ("gid", .number(0))]))),
            ("env", .array(["PATH=/bin"])), ("noNewPrivileges", .boolean(true)),
            (
                "capabilities",
                .object(
                    Object(["bounding", "effective", "permitted"].map { ($0, capabilities) })
                )
            ),
        ])
    }

    private static func mounts(for user: UInt32?) -> [Value] {
        let quiet = ["nosuid", "noexec", "nodev"]
        // A namespace with a single group has no group 5.
        let group = user == nil ? ["gid=5"] : []
        return [
            mount("/proc", "proc", quiet),
            mount("/dev", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            mount("/dev/pts", "devpts", ["nosuid", "noexec", "newinstance"] + group),
            mount("/dev/shm", "tmpfs", ["nosuid", "nodev", "mode=1777", "size=65536k"]),
            mount("/dev/mqueue", "mqueue", quiet), mount("/sys", "sysfs", quiet + ["ro"]),
        ]
    }

    private static func mount(_ path: String, _ type: String, _ options: [String]) -> Value {
        .object(
            Object([
                ("destination", .string(path)), ("type", .string(type)), ("source", .string(type)),
                ("options", .array(options.map(Value.string))),
            ])
        )
    }

    private static func linux(_ limits: ResourceLimits, _ user: UInt32?) -> Object {
        let own = user == nil ? [] : ["user"]
        let namespaces = (["pid", "network", "ipc", "uts", "mount"] + own).map {
            Value.object(Object([("type", .string($0))]))
        }
        let rest = user.map(maps) ?? [("resources", .object(resources(limits)))]
        return Object(
            [
                ("namespaces", .array(namespaces)), ("seccomp", .object(seccomp)),
                ("maskedPaths", .array(RuntimeSpec.standardMaskedPaths.map(Value.string))),
                ("readonlyPaths", .array(RuntimeSpec.standardReadonlyPaths.map(Value.string))),
            ] + rest
        )
    }

    /// Root inside is the user outside, and nobody else is there.
    private static func maps(_ user: UInt32) -> [(String, Value)] {
        let map = Value.array([
            .object(
                Object([
                    ("containerID", .number(0)), ("hostID", .number(Double(user))),
                    ("size", .number(1)),
                ])
            )
        ])
        return [("uidMappings", map), ("gidMappings", map)]
    }

    private static func resources(_ limits: ResourceLimits) -> Object {
        let memory = Value.number(Double(limits.memoryBytes ?? 0))
        let processes = Value.number(Double(limits.processes ?? 0))
        return Object([
            ("memory", .object(Object([("limit", memory)]))),
            ("pids", .object(Object([("limit", processes)]))),
        ])
    }

    private static var seccomp: Object {
        let always = (LinuxSeccomp.standard().syscalls ?? []).filter {
            $0.action == .allow && $0.args == nil
        }
        let calls = Object([
            ("names", .array(always.flatMap(\.names).map(Value.string))),
            ("action", "SCMP_ACT_ALLOW"),
        ])
        return Object([
            ("defaultAction", "SCMP_ACT_ERRNO"), ("architectures", .array(["SCMP_ARCH_X86_64"])),
            ("syscalls", .array([.object(calls)])),
        ])
    }
}
