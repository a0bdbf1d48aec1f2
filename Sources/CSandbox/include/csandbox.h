// Starts one process in new namespaces by carrying out a program of operations that Swift wrote as data, and
// reaches the Linux calls that Swift's Glibc module hides. Swift decides, C does: nothing here allocates,
// locks, prints or chooses.
#ifndef CSANDBOX_H
#define CSANDBOX_H

// Only headers that do not change with _GNU_SOURCE: Swift's Glibc module was made without it.
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: Starting a process

// What an operation does. The fields named behind each are read, the others ignored.
enum csandbox_kind {
    CSANDBOX_WRITE = 1,       // path, bytes, size: open for writing, write all. Paths are the starter's until PIVOT
    CSANDBOX_PRIVATE,         // make every mount private, so that nothing below reaches the host
    CSANDBOX_ATTACH,          // fd, path: move the detached mount `fd` to `path`
    CSANDBOX_ENTER,           // fd: the attached mount `fd` becomes the working directory, in which mount targets
                              // are resolved as in a root from here on
    CSANDBOX_PIVOT,           // fd: make the attached mount `fd` the root, let the old root go
    CSANDBOX_MOUNT,           // path, text (type), list (key, value, …, NULL), number (MOUNT_ATTR_*)
    CSANDBOX_PLACE,           // fd, path: move the detached mount `fd` below the root; symlinks refused
    CSANDBOX_DIRECTORY,       // path, mode: make a directory; one that is there already is right
    CSANDBOX_FILE,            // path, mode: make an empty file; one that is there already is right
    CSANDBOX_DEVICE,          // path, mode (with S_IFMT), number (dev_t): make a device node
    CSANDBOX_SYMLINK,         // path, text (target)
    CSANDBOX_MASK,            // path: hide a file behind /dev/null or a directory behind an empty one
    CSANDBOX_READONLY,        // path: make the tree read-only from here down
    CSANDBOX_HOSTNAME,        // text
    CSANDBOX_LOOPBACK,        // bring the interface lo up
    CSANDBOX_UNSHARE,         // number (CLONE_NEW*)
    CSANDBOX_SESSION,         // a new session and a new, empty session keyring
    CSANDBOX_LIMIT,           // mode (RLIMIT_*), number (soft), number2 (hard)
    CSANDBOX_BOUND,           // number: bit mask of the capabilities that stay in the bounding set
    CSANDBOX_IDENTITY,        // number (uid), number2 (gid), bytes, size: supplementary gid_t; keeps capabilities
    CSANDBOX_CAPABILITIES,    // number: bit mask, made permitted and effective; inheritable and ambient are emptied
    CSANDBOX_NO_NEW_PRIVS,
    CSANDBOX_SECCOMP,         // bytes, size: an array of struct sock_filter
    CSANDBOX_UMASK,           // mode
    CSANDBOX_CHDIR,           // path; refused where the result is outside the root
    CSANDBOX_DESCRIPTOR,      // fd, fd2: dup3 onto fd2 without close-on-exec
    CSANDBOX_CLOSE,           // fd: every descriptor from `fd` up is closed at exec
    CSANDBOX_EXEC,            // fd, list (argv), bytes (envp): execveat of an open file; does not come back
};

struct csandbox_op {
    int32_t kind;
    int32_t fd;
    int32_t fd2;
    uint32_t mode;
    uint64_t number;
    uint64_t number2;
    const char *_Nullable path;
    const char *_Nullable text;
    const char *_Nullable const *_Nullable list;
    const void *_Nullable bytes;
    size_t size;
};

struct csandbox_failure {
    int32_t index;   // of the operation that failed; -1: clone3 itself
    int32_t error;   // errno
    int32_t stage;   // which call inside the operation, counted from 0; see sandbox.c
};

// Starts a process in new namespaces and returns when it has exec'ed or failed.
//
// The child shares the caller's memory until then (CLONE_VM | CLONE_VFORK): starting costs the same however
// much memory the caller holds. All signals are blocked around the call and restored on every way out.
//
// flags: CLONE_NEW*. cgroup: directory descriptor of a cgroup v2 to be born in, or -1.
// pidfd: receives a descriptor that the caller closes; untouched on failure.
// Returns the process id, or -1 with *failure filled in; a failed child has been reaped.
int32_t csandbox_start(
    uint64_t flags, int cgroup, const struct csandbox_op *ops, size_t count, int *pidfd,
    struct csandbox_failure *failure);

// MARK: Becoming root of an own user namespace

// Moves the calling process, which must have one thread only, into a new user and mount namespace in which it
// is root. With subordinate ranges (count > 0) newuidmap and newgidmap write the maps; otherwise the caller's
// own ids become 0 and are the only ones there.
//
// Returns 0, or -1 with errno; ESRCH stands for a failure of newuidmap or newgidmap.
int csandbox_enter_user_namespace(
    uint32_t uid, uint32_t gid, uint32_t sub_uid, uint32_t sub_uid_count, uint32_t sub_gid,
    uint32_t sub_gid_count);

// MARK: Calls that the Glibc module hides; each returns -1 with errno as the manual page says

int csandbox_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
int csandbox_fsopen(const char *type);
int csandbox_fsconfig_string(int fs, const char *key, const char *value);
int csandbox_fsconfig_flag(int fs, const char *key);
int csandbox_fsconfig_fd(int fs, const char *key, int fd);
int csandbox_fsconfig_create(int fs);
int csandbox_fsmount(int fs, uint64_t attributes);
int csandbox_open_tree(int directory, const char *path, uint32_t flags);
int csandbox_mount_setattr(int fd, uint64_t set, int recursive);
int csandbox_move_mount(int fd, const char *path);
int csandbox_pidfd_send_signal(int pidfd, int signal);
int csandbox_pipe(int fds[_Nonnull 2]);
int csandbox_set_pipe_size(int fd, int size);
int csandbox_event(void);  // eventfd(2), not blocking
int csandbox_memfd(const char *name);
int csandbox_seal(int fd);
int csandbox_socketpair(int fds[_Nonnull 2]);
int csandbox_rename_exclusive(int from_directory, const char *from, int to_directory, const char *to);
int csandbox_rename_exchange(int directory, const char *left, const char *right);
int csandbox_whiteout(int directory, const char *name);
int csandbox_device(int directory, const char *name, uint32_t mode, uint32_t major, uint32_t minor);
int csandbox_syncfs(int fd);
int csandbox_set_xattr(int fd, const char *name, const void *value, size_t size);
long csandbox_get_xattr(int fd, const char *name, void *_Nullable value, size_t size);
int csandbox_scatter_children(int directory);
int csandbox_file_system_type(int fd, int64_t *type);
// bpf(2) for programs that decide about the devices of a cgroup; `instructions` is an array of struct bpf_insn.
int csandbox_bpf_load(const void *instructions, uint32_t count);
int csandbox_bpf_attach(int cgroup, int program, int replaced);  // replaced: a program that goes, or -1
int csandbox_bpf_detach(int cgroup, int program);
int csandbox_bpf_query(int cgroup, uint32_t *ids, uint32_t *count);  // count: in, room; out, how many there are
int csandbox_bpf_open(uint32_t id);
// waitid(P_PIDFD): reaps the child; the exit code, or 128 + signal, is not kept since the init tells it better.
int csandbox_reap(int pidfd);
// memmem(3): the offset of the first occurrence, or -1.
long csandbox_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);
int csandbox_wait_status(int32_t pid, int *status);

#pragma clang assume_nonnull end
#endif
