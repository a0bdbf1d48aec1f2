import SystemPackage

extension SystemError {
    /// What a person can do about it, or nil where the reason says it all.
    package var hint: String? {
        switch (call, errno) {
        case (_, .noSpace) where call.hasPrefix("fs") || call == "move_mount":
            // mount(2): ENOSPC is about the number of mounts, not about the disk.
            "the limit on mounts is reached; see /proc/sys/fs/mount-max"
        case (_, .noSpace):
            "the file system is full; \"cuvette gc\" frees what ended runs left, --store DIR uses another disk"
        case (_, .diskQuotaExceeded):
            "the disk quota is used up; --store DIR uses another disk"
        case ("clone3", .noSpace), ("unshare", .noSpace):
            "the limit on namespaces is reached; see /proc/sys/user"
        case ("clone3", .notPermitted), ("unshare", .notPermitted):
            "this host does not let ordinary users make namespaces; \"cuvette doctor\" says what to change"
        case ("openat2", .tooManySymbolicLinkLevels), ("openat2", .notDirectory):
            action.hasPrefix("mount proc on") || action.hasPrefix("mount sysfs on")
                ? "it must be mounted on ordinary directory, and the image has something else there"
                : nil
        case ("newuidmap", _):
            "newuidmap refused; \"cuvette doctor\" says what to change in /etc/subuid and /etc/subgid"
        case (_, .tooManyOpenFiles):
            "raise the limit with \"ulimit -n\""
        case (_, .tooManyOpenFilesInSystem):
            "raise /proc/sys/fs/file-max"
        case ("clone3", .resourceTemporarilyUnavailable):
            "the limit on processes is reached; see \"ulimit -u\""
        default:
            nil
        }
    }
}
