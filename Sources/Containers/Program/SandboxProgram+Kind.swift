import CSandbox

extension SandboxProgram.Step {
    /// The operation's number.
    var kind: csandbox_kind {
        switch self {
        case .write: CSANDBOX_WRITE
        case .makeMountsPrivate: CSANDBOX_PRIVATE
        case .attachRoot: CSANDBOX_ATTACH
        case .enter: CSANDBOX_ENTER
        case .pivot: CSANDBOX_PIVOT
        case .changeRoot: CSANDBOX_CHROOT
        case .unmount: CSANDBOX_UNMOUNT
        case .moveRoot: CSANDBOX_MOVE_ROOT
        case .mount: CSANDBOX_MOUNT
        case .place: CSANDBOX_PLACE
        case .target: CSANDBOX_TARGET
        case .change: CSANDBOX_ATTRIBUTES
        case .directory: CSANDBOX_DIRECTORY
        case .file: CSANDBOX_FILE
        case .device: CSANDBOX_DEVICE
        case .symlink: CSANDBOX_SYMLINK
        case .mask: CSANDBOX_MASK
        case .readOnly: CSANDBOX_READONLY
        case .hostname: CSANDBOX_HOSTNAME
        case .domainname: CSANDBOX_DOMAINNAME
        case .loopback: CSANDBOX_LOOPBACK
        case .join: CSANDBOX_JOIN
        case .unshare: CSANDBOX_UNSHARE
        case .session: CSANDBOX_SESSION
        case .procFile: CSANDBOX_PROC
        case .limit: CSANDBOX_LIMIT
        case .scheduler: CSANDBOX_SCHEDULER
        case .inputOutputPriority: CSANDBOX_IO_PRIORITY
        case .affinity: CSANDBOX_AFFINITY
        case .personality: CSANDBOX_PERSONALITY
        case .boundCapabilities: CSANDBOX_BOUND
        case .identity: CSANDBOX_IDENTITY
        case .raisePermitted: CSANDBOX_RAISE
        case .capabilities: CSANDBOX_CAPABILITIES
        case .noNewPrivileges: CSANDBOX_NO_NEW_PRIVS
        case .scope: CSANDBOX_SCOPE
        case .seccomp: CSANDBOX_SECCOMP
        case .umask: CSANDBOX_UMASK
        case .deathSignal: CSANDBOX_DEATH_SIGNAL
        case .changeDirectory: CSANDBOX_CHDIR
        case .descriptor: CSANDBOX_DESCRIPTOR
        case .keep: CSANDBOX_KEEP
        case .closeAtExec: CSANDBOX_CLOSE
        case .execute: CSANDBOX_EXEC
        case .fork: CSANDBOX_FORK
        case .synchronize: CSANDBOX_SYNC
        case .hook: CSANDBOX_HOOK
        case .terminal: CSANDBOX_TERMINAL
        case .find: CSANDBOX_FIND
        case .accept: CSANDBOX_ACCEPT
        case .run: CSANDBOX_RUN
        }
    }
}
