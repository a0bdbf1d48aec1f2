import Containers
import HostSystem
import OCI
import SystemPackage

/// Says in the words of the runtime specification what a container is at one start.
struct SpecificationMaker {
    let container: StoredContainer
    let rights: HostRights
    /// Who the command runs as.
    let user: UserDatabase.User
    /// Further groups of it.
    let groups: [UInt32]
    /// Paths of the host that cover the same paths inside.
    let covers: [String]
    /// The static init.
    let initProgram: FilePath
    /// The network namespace that is joined; nil for none.
    let joinedNetwork: String?
    /// The container's own network, where it has one.
    let seat: ContainerSeat?

    /// Where the init lies in a container that wants one: in memory, so that no layer gets a file for it.
    static let reaperPath = "/dev/cuvette-reaper"

    private var configuration: ContainerConfiguration { container.configuration }

    /// The specification.
    ///
    /// - Throws: `SystemError` where a file for it cannot be written.
    func specification() throws -> RuntimeSpec {
        let arguments =
            (configuration.hasInit ? [Self.reaperPath] : []) + configuration.arguments
        var spec = RuntimeSpec.standard(
            arguments: arguments,
            singleIdentity: rights.singleIdentity
        )
        spec.hostname = configuration.hostname
        spec.root = RuntimeRoot(path: "", readonly: configuration.isReadOnly)
        setProcess(of: &spec)
        try addMounts(to: &spec)
        spec.linux?.devices = configuration.devices.isEmpty ? nil : configuration.devices
        setNamespaces(of: &spec)
        setMemoryFolder(of: &spec)
        spec.linux?.sysctl = configuration.settings
        spec.linux?.seccomp = seccomp
        return spec
    }

    private func setProcess(of spec: inout RuntimeSpec) {
        spec.process?.terminal = configuration.hasTerminal
        spec.process?.env = environment
        spec.process?.cwd = configuration.workingDirectory
        spec.process?.user = RuntimeUser(
            uid: user.identity.uid,
            gid: user.identity.gid,
            umask: 0o022,
            additionalGids: user.identity.allGroups + groups
        )
        spec.process?.set(capabilities)
        spec.process?.noNewPrivileges = configuration.forbidsNewPrivileges
        spec.process?.apparmorProfile = configuration.appArmorProfile
        let own = Set(configuration.processLimits.map(\.type))
        spec.process?.rlimits?.removeAll { own.contains($0.type) }
        spec.process?.rlimits? += configuration.processLimits
        spec.process?.oomScoreAdj = configuration.outOfMemoryScore
    }

    /// Those of root; another user's program gains them only from a file that grants them.
    private var capabilities: Capabilities { Capabilities(names: configuration.capabilities) }

    /// What the image and the user say, over what every container has.
    private var environment: [String] {
        var variables = [
            EnvironmentVariable(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
            ),
            EnvironmentVariable("HOSTNAME", configuration.hostname),
        ]
        if configuration.hasTerminal { variables.append(EnvironmentVariable("TERM", "xterm")) }
        variables.append(EnvironmentVariable("HOME", user.home))
        for text in configuration.environment {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            variables.append(EnvironmentVariable(String(parts[0]), String(parts[1])))
        }
        return EnvironmentVariable.strings(variables)
    }

    private func addMounts(to spec: inout RuntimeSpec) throws {
        for path in covers {
            spec.mounts?.append(
                RuntimeMount(
                    destination: path,
                    type: "bind",
                    source: path,
                    options: ["rbind", "ro"]
                )
            )
        }
        for (source, destination) in try EtcFiles(of: container, seat).mounts {
            spec.mounts?.append(
                RuntimeMount(
                    destination: destination,
                    type: "bind",
                    source: source,
                    options: ["bind"]
                )
            )
        }
        if configuration.hasInit {
            spec.mounts?.append(
                RuntimeMount(
                    destination: Self.reaperPath,
                    type: "bind",
                    source: initProgram.string,
                    options: ["bind", "ro"]
                )
            )
        }
        spec.mounts? += configuration.mounts.map(Self.mount)
    }

    private static func mount(_ point: MountPoint) -> RuntimeMount {
        let access = point.isReadOnly ? ["ro"] : []
        switch point.kind {
        case .bind:
            let binds = point.options.contains("bind") ? [] : ["rbind"]
            return RuntimeMount(
                destination: point.destination,
                type: "bind",
                source: point.source,
                options: binds + point.options + access + (point.isReadOnly ? ["rro"] : [])
            )
        case .volume:
            return RuntimeMount(
                destination: point.destination,
                type: "bind",
                source: point.source,
                options: ["bind", "nodev"] + point.options + access
            )
        case .tmpfs:
            return RuntimeMount(
                destination: point.destination,
                type: "tmpfs",
                source: "tmpfs",
                options: ["nosuid", "nodev"] + point.options + access
            )
        }
    }

    private func setMemoryFolder(of spec: inout RuntimeSpec) {
        guard let bytes = configuration.sharedMemoryBytes else { return }
        for index in (spec.mounts ?? []).indices
        where spec.mounts?[index].destination == "/dev/shm" {
            spec.mounts?[index].options?.removeAll { $0.hasPrefix("size=") }
            spec.mounts?[index].options?.append("size=\(bytes)")
        }
    }

    private func setNamespaces(of spec: inout RuntimeSpec) {
        switch configuration.network {
        case .none: break
        // A network with others, or of its own, is joined by descriptor.
        case .host, .private, .named: spec.share("network")
        case .container:
            spec.share("network")
            spec.linux?.namespaces?.append(LinuxNamespace(type: "network", path: joinedNetwork))
        }
    }

    private var seccomp: LinuxSeccomp? {
        switch configuration.seccomp {
        case .standard: .standard(for: capabilities)
        case .unconfined: nil
        case .filter(let filter): filter
        }
    }
}
