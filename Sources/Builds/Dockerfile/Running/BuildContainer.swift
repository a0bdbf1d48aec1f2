import Containers
import Glibc
import HostSystem
import Images
import Logs
import OCI
import Synchronization
import SystemPackage

/// Runs one command of a build in a container of its own; blocks its thread.
struct BuildContainer {
    let session: Session
    let host: ContainerHost
    let filter: SeccompFilter
    /// What it is called in the cgroups.
    let label: String

    /// What it calls itself.
    static let hostname = "cuvette"

    /// What a container is made of, besides its command.
    struct Room: ~Copyable {
        /// Everything mounted.
        let root: DetachedMount
        /// Who runs the command.
        var identity: Identity
        /// `NAME=value`.
        var environment: [String]
        /// Absolute.
        var directory: String
        /// What it sees of the network.
        var network: Network
        /// Whether it may do everything that the builder may.
        var isInsecure: Bool
        /// What is mounted over its layers.
        var mounts: [(path: String, lent: LentMount)]
    }

    /// What a command sees of the network.
    enum Network {
        case none
        case host
        case seat(BuildNetwork.Seat)
    }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - arguments: The command.
    ///   - room: What it is made of.
    ///   - stop: Ends it.
    ///   - sink: Gets its output.
    /// - Returns: How it ended.
    /// - Throws: `ContainerError`, `SystemError`: the host's failure, never the command's.
    func run(
        _ arguments: [String],
        in room: borrowing Room,
        stop: StopRequest,
        sink: (OutputStream, UnsafeRawBufferPointer) throws -> Void
    ) throws -> ContainerExit {
        var spec = spec(arguments, room)
        let cgroup = try Cgroup(
            "\(session.name)-\(label)",
            limits: ResourceLimits(),
            devices: host.rights.inUserNamespace ? nil : LinuxDeviceRule.standard,
            in: host.cgroups
        )
        spec.process?.rlimits? += ResourceLimits().substitutes(for: cgroup.unenforced).limits
        var loan = ContainerLoan()
        loan.filter = room.isInsecure ? .none : filter
        switch room.network {
        case .none: break
        case .host: loan.shareHostNetwork(of: &spec)
        case .seat(let seat): loan.joinNetwork(seat.descriptor, of: &spec)
        }
        for (path, lent) in room.mounts { loan.lend(lent, at: path, of: &spec) }
        let container = try Container.start(
            spec,
            lending: loan,
            on: room.root,
            attachedAt: session.path.string,
            in: cgroup,
            of: host
        )
        return try container.run(ContainerWatch(stop: stop), sink: sink)
    }

    private func spec(_ arguments: [String], _ room: borrowing Room) -> RuntimeSpec {
        var spec = RuntimeSpec.standard(
            arguments: arguments,
            singleIdentity: host.rights.singleIdentity
        )
        spec.hostname = Self.hostname
        spec.process?.env = room.environment
        spec.process?.cwd = room.directory
        spec.process?.user = RuntimeUser(
            uid: room.identity.uid,
            gid: room.identity.gid,
            umask: 0o022,
            additionalGids: room.identity.allGroups
        )
        // Package managers run set-user-id helpers.
        spec.process?.noNewPrivileges = false
        if room.isInsecure {
            spec.process?.set(Capabilities(rawValue: (1 << 41) - 1))
            spec.linux?.maskedPaths = []
            spec.linux?.readonlyPaths = []
        }
        return spec
    }
}
