extension SandboxProgram.Step {
    /// The step in words, to be read after "cannot".
    package var action: String {
        switch self {
        case .write(let path, let text): "write \"\(text.prefix(40))\" to \(path)"
        case .makeMountsPrivate: "make the mounts private"
        case .attachRoot(_, let path): "attach the root file system at \(path)"
        case .unmount(let path): "take the host's \(path) out of sight"
        case .enter, .pivot, .changeRoot, .moveRoot: "change to the new root file system"
        case .mount(let mount): "mount \(mount.type) on \(mount.path)"
        case .place(_, let path, _, _): "mount on \(path)"
        case .target(let path, _, _): "make \(path) to mount on"
        case .change(_, let path): "change the mount at \(path)"
        case .directory(let path, _): "make the directory \(path)"
        case .file(let path, _): "make the file \(path)"
        case .device(let node): "make the device \(node.path)"
        case .symlink(let path, _): "make the symbolic link \(path)"
        case .mask(let path): "hide \(path)"
        case .readOnly(let path): "make \(path) read-only"
        case .hostname: "set the host name"
        case .domainname: "set the domain name"
        case .loopback: "bring up the loopback interface"
        case .join(_, let namespace): "join the \(namespace.word) namespace"
        case .unshare(let namespace): "make a new \(namespace.word) namespace"
        case .session: "begin a new session"
        case .procFile(let path, let text): "write \"\(text.prefix(40))\" to \(path)"
        case .limit(let resource, _, _): "set \(ResourceName.word(of: resource))"
        case .scheduler: "set the scheduling policy"
        case .inputOutputPriority: "set the I/O priority"
        case .affinity: "set the processor affinity"
        case .personality: "set the personality"
        case .boundCapabilities, .raisePermitted, .capabilities: "set capabilities"
        case .identity(let identity, _, _): "become user \(identity.uid), group \(identity.gid)"
        case .noNewPrivileges: "give up new privileges"
        case .scope: "close the container off by Landlock"
        case .seccomp: "load the system call filter"
        case .umask: "set the umask"
        case .deathSignal: "tie the container to its watcher"
        case .changeDirectory(let path, _): "change to the directory \(path)"
        case .descriptor(_, let number): "set up descriptor \(number)"
        case .keep(let number): "keep descriptor \(number)"
        case .closeAtExec: "close other descriptors"
        case .execute: "start the container's init"
        case .fork: "start a process in new namespaces"
        case .synchronize: "wait for the runtime"
        case .hook(let path, _, _, _): "start the container: error running hook \(path)"
        case .terminal: "make a terminal"
        case .find(let arguments, _), .run(let arguments, _): "run \(arguments.first ?? "nothing")"
        case .accept: "wait for the start"
        }
    }

    /// The calls that the operation makes, in the order of `csandbox_failure.stage`.
    var calls: [String] {
        switch self {
        case .write: ["open", "write"]
        case .makeMountsPrivate: ["mount_setattr"]
        case .attachRoot: ["move_mount"]
        case .enter: ["fchdir"]
        case .pivot: ["fchdir", "pivot_root", "umount2"]
        case .changeRoot: ["chroot"]
        case .unmount: ["umount2", "mount"]
        case .moveRoot: ["fchdir", "move_mount", "chroot"]
        case .mount:
            ["fsopen", "fsconfig", "fsconfig", "fsmount", "openat2", "move_mount", "copy"]
        case .place: ["openat2", "move_mount"]
        case .target: ["openat2", "mkdirat"]
        case .change: ["openat2", "mount_setattr"]
        case .directory: ["openat2", "mkdirat"]
        case .file, .device: ["openat2", "mknodat"]
        case .symlink: ["openat2", "symlinkat"]
        case .mask: ["openat2", "fstatat", "open_tree", "openat2", "move_mount"]
        case .readOnly: ["openat2", "open_tree", "mount_setattr", "openat2", "move_mount"]
        case .hostname: ["sethostname"]
        case .domainname: ["setdomainname"]
        case .loopback: ["ioctl"]
        case .join: ["setns"]
        case .unshare: ["unshare"]
        case .session: ["setsid", "keyctl"]
        case .procFile: ["openat2", "fstatfs", "write"]
        case .limit: ["prlimit"]
        case .scheduler: ["sched_setattr"]
        case .inputOutputPriority: ["ioprio_set"]
        case .affinity: ["sched_setaffinity"]
        case .personality: ["personality"]
        case .boundCapabilities: ["prctl"]
        case .identity: ["prctl", "setgroups", "setresgid", "setresuid"]
        case .raisePermitted, .capabilities: ["capset"]
        case .noNewPrivileges: ["prctl"]
        case .scope: ["landlock_create_ruleset", "landlock_restrict_self"]
        case .seccomp: ["seccomp", "sendmsg"]
        case .umask: ["umask"]
        case .deathSignal: ["prctl"]
        case .changeDirectory: ["chdir", "getcwd"]
        case .descriptor: ["dup3"]
        case .keep: ["fcntl"]
        case .closeAtExec: ["close_range"]
        case .execute: ["execveat"]
        case .fork: ["clone3"]
        case .synchronize: ["send"]
        case .hook: ["memfd_create", "fork", "waitpid", "execve"]
        case .terminal:
            [
                "openat2", "ioctl", "fchown", "sendmsg", "mknodat", "open_tree", "openat2",
                "move_mount", "ioctl", "dup3",
            ]
        case .find: ["stat"]
        case .accept: ["accept"]
        case .run: ["execve"]
        }
    }
}

extension Namespaces {
    /// The OCI word of a single namespace, or words joined by commas.
    var word: String {
        Self.words.filter { contains($0.namespace) }.map(\.word).joined(separator: ", ")
    }
}
