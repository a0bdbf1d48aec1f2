package import HostSystem

/// What the child does between clone3(2) and execveat(2), as plain data: the whole of a container's making, in order.
///
/// Equal programs make equal containers, so tests compare values and need no privilege. Descriptors in it are only
/// lent; they must stay open until the child has started.
package struct SandboxProgram: Sendable, Hashable {
    /// One operation; csandbox.h says exactly what each does and which calls it makes.
    package enum Step: Sendable, Hashable {
        case write(path: String, text: String)
        case makeMountsPrivate
        case attachRoot(descriptor: Int32, at: String)
        case enter(descriptor: Int32)
        case pivot(descriptor: Int32)
        case changeRoot
        case unmount(path: String)
        case moveRoot(descriptor: Int32)
        case mount(FreshMount)
        case place(descriptor: Int32, path: String, followsLinks: Bool, isRenewed: Bool = false)
        case target(path: String, isFile: Bool, isOpen: Bool = false)
        case change(MountChange, path: String)
        case directory(path: String, mode: UInt32)
        case file(path: String, mode: UInt32)
        case device(DeviceNode)
        case symlink(path: String, target: String)
        case mask(path: String)
        case readOnly(path: String)
        case hostname(String)
        case domainname(String)
        case loopback
        case join(descriptor: Int32, Namespaces)
        case unshare(Namespaces)
        case session
        case procFile(path: String, text: String)
        case limit(resource: UInt32, soft: UInt64, hard: UInt64)
        case scheduler(attributes: [UInt8])
        case inputOutputPriority(UInt64)
        case affinity(mask: [UInt8])
        case personality(UInt64)
        case boundCapabilities(Capabilities)
        case identity(Identity, groupsMayStay: Bool, keepsGroups: Bool = false)
        case raisePermitted
        case capabilities(CapabilitySets)
        case noNewPrivileges
        case scope(LandlockScope)
        case seccomp(SeccompFilter)
        case umask(UInt32)
        case deathSignal(Int32)
        case changeDirectory(String, mayBeForbidden: Bool)
        case descriptor(Int32, onto: Int32)
        case keep(Int32)
        case closeAtExec(from: Int32)
        case execute(descriptor: Int32, arguments: [String], environment: [String])

        // Only in a stage.
        case fork(Namespaces, cgroup: Int32)
        case synchronize(SyncPoint)
        case hook(path: String, arguments: [String], environment: [String], seconds: UInt32)
        case terminal(TerminalRequest)
        case find(arguments: [String], environment: [String])
        case accept(descriptor: Int32)
        case run(arguments: [String], environment: [String])
    }

    /// The namespaces that are new from the start.
    package var namespaces: Namespaces
    /// In order; the last one is `.execute` or `.run`.
    package var steps: [Step]

    /// Whether a process of its own must carry it out, since one in shared memory could not.
    package var needsStage: Bool {
        steps.contains { step in
            switch step {
            case .fork, .synchronize, .hook, .terminal, .find, .accept, .run: true
            default: false
            }
        }
    }

    /// Whether the process that becomes the container's is a fork of the one that carries the program out.
    package var forks: Bool {
        steps.contains { if case .fork = $0 { true } else { false } }
    }
}

/// A file system that is made for the container.
package struct FreshMount: Sendable, Hashable {
    /// As in `/proc/filesystems`.
    package var type: String
    /// Its settings, as key and value.
    package var options: [[String]] = []
    /// Its settings that have no value.
    package var flags: [String] = []
    /// What the mount forbids.
    package var attributes: MountAttributes = []
    /// Where it goes.
    package var path: String
    /// Whether symbolic links on the way there are followed, inside the root.
    package var followsLinks = false
    /// Whether what lies there is copied into it.
    package var copiesUp = false

    /// A file system with its settings.
    package init(
        type: String,
        options: [[String]] = [],
        attributes: MountAttributes = [],
        path: String
    ) {
        self.type = type
        self.options = options
        self.attributes = attributes
        self.path = path
    }
}

/// A device node that is made for the container.
package struct DeviceNode: Sendable, Hashable {
    /// Where it goes.
    package var path: String
    /// Its kind and permissions, as mknod(2) has them.
    package var mode: UInt32
    /// 0 for a FIFO.
    package var major: UInt32
    /// 0 for a FIFO.
    package var minor: UInt32
    /// Its owner.
    package var uid: UInt32 = 0
    /// Its group.
    package var gid: UInt32 = 0
}

/// The permitted sets of a process; capabilities(7).
package struct CapabilitySets: Sendable, Hashable {
    /// In force now.
    package var effective: Capabilities
    /// What may be in force.
    package var permitted: Capabilities
    /// Added to what a program's file grants.
    package var inheritable: Capabilities = []
    /// Kept over execve(2) by an ordinary user.
    package var ambient: Capabilities = []

    /// Sets of which nothing outlives execve(2) but for root.
    package init(effective: Capabilities, permitted: Capabilities) {
        self.effective = effective
        self.permitted = permitted
    }
}

/// A point at which a half-made container waits for its maker.
package enum SyncPoint: Int32, Sendable, Hashable {
    /// Its user namespace is there and has no maps yet.
    case maps = 1
    /// Its namespaces are there; hooks of the runtime may look at them.
    case namespaces = 2
    /// All is made; only the word to start is missing.
    case made = 3
}

/// A terminal for the container.
package struct TerminalRequest: Sendable, Hashable {
    /// A connected Unix socket that gets its other side.
    package var socket: Int32
    /// Lines; 0 for what the kernel likes.
    package var rows: UInt16
    /// Columns.
    package var columns: UInt16
    /// Who it belongs to.
    package var uid: UInt32
    /// Whether it is the container's `/dev/console` too.
    package var isConsole: Bool
}
