import Containers
import FoundationEssentials
import Glibc
import HostSystem
import OCI
import SystemPackage

/// Writes a document to begin with.
struct SpecCommand: RuntimeSubcommand {
    static let name = "spec"
    static let abstract = "Write a config.json to begin with."

    @Option("--bundle", "-b", help: "The directory it is written to.")
    var bundle = "."

    @Flag("--rootless", help: "For an ordinary user.")
    var rootless = false

    func run(in runtime: RuntimeCommand) throws {
        var spec = RuntimeSpec.standard(arguments: ["sh"], singleIdentity: rootless)
        spec.root = RuntimeRoot(path: "rootfs", readonly: true)
        spec.process?.terminal = true
        spec.process?.env = [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm",
        ]
        spec.mounts?.append(
            RuntimeMount(
                destination: "/sys/fs/cgroup",
                type: "cgroup",
                source: "cgroup",
                options: ["nosuid", "noexec", "nodev", "relatime", "ro"]
            )
        )
        var resources = LinuxResources()
        resources.devices = [LinuxDeviceRule(allow: false, access: "rwm")]
        spec.linux?.resources = resources
        // As runc has it: only with cgroup v2 alone is a namespace of cgroups what everybody expects.
        if !CgroupHierarchy.detect().legacy.isEmpty { spec.share("cgroup") }
        if rootless {
            spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
            spec.linux?.uidMappings = [LinuxIDMapping(containerID: 0, hostID: getuid(), size: 1)]
            spec.linux?.gidMappings = [LinuxIDMapping(containerID: 0, hostID: getgid(), size: 1)]
        }
        let path = FilePath(bundle).appending("config.json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
        guard let file = try? OpenFile(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
        else { throw SystemError.last("write \(path)", "open") }
        try file.writeAll(Array(try encoder.encode(spec)) + [10], name: path.string)
    }
}
