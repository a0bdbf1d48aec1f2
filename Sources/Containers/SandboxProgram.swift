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
        case mount(type: String, options: [[String]], attributes: MountAttributes, path: String)
        case place(descriptor: Int32, path: String)
        case directory(path: String, mode: UInt32)
        case file(path: String, mode: UInt32)
        case device(path: String, mode: UInt32, major: UInt32, minor: UInt32)
        case symlink(path: String, target: String)
        case mask(path: String)
        case readOnly(path: String)
        case hostname(String)
        case loopback
        case unshare(UnsharedNamespaces)
        case session
        case limit(resource: UInt32, soft: UInt64, hard: UInt64)
        case boundCapabilities(Capabilities)
        case identity(Identity, groupsMayStay: Bool)
        case capabilities(Capabilities)
        case noNewPrivileges
        case seccomp(filter: [UInt8])
        case umask(UInt32)
        case changeDirectory(String)
        case descriptor(Int32, onto: Int32)
        case closeAtExec(from: Int32)
        case execute(descriptor: Int32, arguments: [String], environment: [String])
    }

    /// The namespaces that are new from the start (`CLONE_NEW*`).
    package var namespaces: UnsharedNamespaces
    /// In order; the last one is `.execute`.
    package var steps: [Step]
}

/// Namespaces that a process does not share with its parent: the `CLONE_NEW*` flags of clone(2).
package struct UnsharedNamespaces: OptionSet, Sendable, Hashable {
    /// The bits, as the kernel numbers them.
    package let rawValue: UInt64

    /// A set of its bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Mount points.
    package static let mount = UnsharedNamespaces(rawValue: 0x0002_0000)
    /// The root of the cgroups it sees.
    package static let cgroup = UnsharedNamespaces(rawValue: 0x0200_0000)
    /// Host name.
    package static let uts = UnsharedNamespaces(rawValue: 0x0400_0000)
    /// System V IPC and message queues.
    package static let ipc = UnsharedNamespaces(rawValue: 0x0800_0000)
    /// User and group ids.
    package static let user = UnsharedNamespaces(rawValue: 0x1000_0000)
    /// Process ids.
    package static let process = UnsharedNamespaces(rawValue: 0x2000_0000)
    /// Network devices, addresses and ports.
    package static let network = UnsharedNamespaces(rawValue: 0x4000_0000)
}

extension SandboxProgram.Step {
    /// The step in words, to be read after "cannot".
    package var action: String {
        switch self {
        case .write(let path, let text): "write \"\(text.prefix(40))\" to \(path)"
        case .makeMountsPrivate: "make the mounts private"
        case .attachRoot(_, let path): "attach the root file system at \(path)"
        case .enter, .pivot: "change to the new root file system"
        case .mount(let type, _, _, let path): "mount \(type) on \(path)"
        case .place(_, let path): "mount on \(path)"
        case .directory(let path, _): "make the directory \(path)"
        case .file(let path, _): "make the file \(path)"
        case .device(let path, _, _, _): "make the device \(path)"
        case .symlink(let path, _): "make the symbolic link \(path)"
        case .mask(let path): "hide \(path)"
        case .readOnly(let path): "make \(path) read-only"
        case .hostname: "set the host name"
        case .loopback: "bring up the loopback interface"
        case .unshare: "make a new namespace"
        case .session: "begin a new session"
        case .limit(let resource, _, _): "set resource limit \(resource)"
        case .boundCapabilities, .capabilities: "drop capabilities"
        case .identity(let identity, _): "become user \(identity.uid), group \(identity.gid)"
        case .noNewPrivileges: "give up new privileges"
        case .seccomp: "load the system call filter"
        case .umask: "set the umask"
        case .changeDirectory(let path): "change to the directory \(path)"
        case .descriptor(_, let number): "set up descriptor \(number)"
        case .closeAtExec: "close other descriptors"
        case .execute: "start the container's init"
        }
    }

    /// The calls that the operation makes, in the order of `csandbox_failure.stage`.
    var calls: [String] {
        switch self {
        case .write: ["write"]
        case .makeMountsPrivate: ["mount_setattr"]
        case .attachRoot: ["move_mount"]
        case .enter: ["fchdir"]
        case .pivot: ["fchdir", "pivot_root", "umount2"]
        case .mount: ["fsopen", "fsconfig", "fsconfig", "fsmount", "openat2", "move_mount"]
        case .place: ["openat2", "move_mount"]
        case .directory: ["mkdirat"]
        case .file, .device: ["mknodat"]
        case .symlink: ["symlinkat"]
        case .mask:
            ["openat2", "fstatat", "open_tree", "openat2", "move_mount"]
        case .readOnly: ["openat2", "open_tree", "mount_setattr", "openat2", "move_mount"]
        case .hostname: ["sethostname"]
        case .loopback: ["ioctl"]
        case .unshare: ["unshare"]
        case .session: ["setsid", "keyctl"]
        case .limit: ["prlimit"]
        case .boundCapabilities: ["prctl"]
        case .identity: ["prctl", "setgroups", "setresgid", "setresuid"]
        case .capabilities: ["capset"]
        case .noNewPrivileges: ["prctl"]
        case .seccomp: ["seccomp"]
        case .umask: ["umask"]
        case .changeDirectory: ["chdir", "getcwd"]
        case .descriptor: ["dup3"]
        case .closeAtExec: ["close_range"]
        case .execute: ["execveat"]
        }
    }
}
