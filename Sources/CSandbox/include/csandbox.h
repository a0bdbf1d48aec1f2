// Starts one process in new namespaces by carrying out a program of operations that Swift wrote as data, and
// reaches the Linux calls that Swift's Glibc module hides. Swift decides, C does: nothing here allocates,
// locks, prints or chooses.
#ifndef CSANDBOX_H
#define CSANDBOX_H

// Only headers that do not change with _GNU_SOURCE: Swift's Glibc module was made without it.
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: A program

// What an operation does. The fields named behind each are read, the others ignored. Paths are the starter's until
// ENTER; from there on they are resolved inside the container's root, whatever its symbolic links say.
enum csandbox_kind {
    CSANDBOX_WRITE = 1,       // path, bytes, size: open for writing, write all
    CSANDBOX_PRIVATE,         // make every mount private, so that nothing below reaches the host
    CSANDBOX_ATTACH,          // fd, path: move the detached mount `fd` to `path`
    CSANDBOX_ENTER,           // fd: the attached mount `fd` becomes the working directory, in which mount targets
                              // are resolved as in a root from here on
    CSANDBOX_PIVOT,           // fd: make the attached mount `fd` the root, let the old root go
    CSANDBOX_CHROOT,          // the working directory becomes the root, where the mounts are not ours to pivot
    CSANDBOX_UNMOUNT,         // path: take a mount of the host's out of sight, in this mount namespace; it is covered where
                              // it is locked, and one that is gone is right
    CSANDBOX_MOVE_ROOT,       // fd: move the attached mount `fd` over the old root, and make it the root
    CSANDBOX_MOUNT,           // path, text (type), list (key, value, …), list2 (flags), number (MOUNT_ATTR_*),
                              // mode (enum csandbox_mount_mode)
    CSANDBOX_PLACE,           // fd, path, mode: move the detached mount `fd` below the root
    CSANDBOX_TARGET,          // path, mode (1: a file, 2: a directory to which all may write): make what a mount needs to lie on, and all above it
    CSANDBOX_ATTRIBUTES,      // path, number (set), number2 (clear), fd (propagation, MS_*), mode (1: recursive)
    CSANDBOX_DIRECTORY,       // path, mode: make a directory; one that is there already is right
    CSANDBOX_FILE,            // path, mode: make an empty file; one that is there already is right
    CSANDBOX_DEVICE,          // path, mode (with S_IFMT), number (dev_t), number2 (uid << 32 | gid)
    CSANDBOX_SYMLINK,         // path, text (target); one that is there already is right
    CSANDBOX_MASK,            // path: hide a file behind /dev/null or a directory behind an empty one
    CSANDBOX_READONLY,        // path: make the tree read-only from here down
    CSANDBOX_HOSTNAME,        // text
    CSANDBOX_DOMAINNAME,      // text
    CSANDBOX_LOOPBACK,        // bring the interface lo up
    CSANDBOX_JOIN,            // fd, number (CLONE_NEW*): setns
    CSANDBOX_UNSHARE,         // number (CLONE_NEW*)
    CSANDBOX_SESSION,         // a new session and a new, empty session keyring
    CSANDBOX_PROC,            // path, bytes, size: write a file of a mounted proc, and nothing that only looks like one
    CSANDBOX_LIMIT,           // mode (RLIMIT_*), number (soft), number2 (hard)
    CSANDBOX_SCHEDULER,       // bytes, size: a struct sched_attr
    CSANDBOX_IO_PRIORITY,     // number: as ioprio_set(2) has it
    CSANDBOX_AFFINITY,        // bytes, size: a mask of processors
    CSANDBOX_PERSONALITY,     // number
    CSANDBOX_BOUND,           // number: bit mask of the capabilities that stay in the bounding set
    CSANDBOX_IDENTITY,        // number (uid), number2 (gid), bytes, size: supplementary gid_t; keeps capabilities;
                              // mode (1: the groups may stay where setgroups is forbidden, 2: they shall stay)
    CSANDBOX_RAISE,           // every permitted capability becomes effective
    CSANDBOX_CAPABILITIES,    // bytes: four uint64_t, the effective, permitted, inheritable and ambient sets
    CSANDBOX_NO_NEW_PRIVS,
    CSANDBOX_SCOPE,           // number: LANDLOCK_SCOPE_*; only after NO_NEW_PRIVS, or with CAP_SYS_ADMIN
    CSANDBOX_SECCOMP,         // bytes, size: an array of struct sock_filter; number: SECCOMP_FILTER_FLAG_*
    CSANDBOX_UMASK,           // mode
    CSANDBOX_DEATH_SIGNAL,    // mode: the signal that comes when the thread that started us ends; only after IDENTITY
                              // and CAPABILITIES, which undo it
    CSANDBOX_CHDIR,           // path, mode (1: may be forbidden, and is tried again by the next); refused where the
                              // result is outside the root
    CSANDBOX_DESCRIPTOR,      // fd, fd2: dup3 onto fd2 without close-on-exec
    CSANDBOX_KEEP,            // fd: stays open at exec
    CSANDBOX_CLOSE,           // fd: every descriptor from `fd` up is closed at exec
    CSANDBOX_EXEC,            // fd, list (argv), list2 (envp): execveat of an open file; does not come back

    // Only in a stage.
    CSANDBOX_FORK,            // number (CLONE_NEW*), fd (cgroup v2 to be born in, or -1): the rest in a new process,
                              // a child of this one's parent; this one ends
    CSANDBOX_SYNC,            // number: tell the starter, wait until it answers
    CSANDBOX_HOOK,            // path, list (argv), list2 (envp), mode (seconds, 0 for any): run, state on its input
    CSANDBOX_TERMINAL,        // fd (socket that gets the terminal's other side), number (rows << 16 | columns),
                              // number2 (uid): a terminal on descriptors 0 to 2, and on /dev/console where mode is 1
    CSANDBOX_FIND,            // list (argv), list2 (envp): fails where RUN would for want of the program
    CSANDBOX_ACCEPT,          // fd: wait at a listening socket for the word to go on; who connects is the starter now
    CSANDBOX_RUN,             // list (argv), list2 (envp): execvpe with the PATH of envp; does not come back
};

enum csandbox_mount_mode {
    CSANDBOX_FOLLOW = 1,      // symbolic links on the way to the target are followed, inside the root
    CSANDBOX_RENEW = 4,       // of PLACE: listed behind the mounts that were made before; only in a stage
    CSANDBOX_COPY_UP = 2,     // what the target holds is copied into the new file system; only in a stage
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
    const char *_Nullable const *_Nullable list2;
    const void *_Nullable bytes;
    size_t size;
};

// A program is one block of memory: this, `count` operations, and what they point to. As Swift writes it, a pointer is
// an offset from the block's beginning (0 for NULL), so that it can also travel in a file to another process.
struct csandbox_program {
    uint64_t count;
    uint64_t size;    // of the whole block
    uint64_t format;  // csandbox_format() of whoever wrote it
    uint64_t unused;  // operations are aligned to 16 bytes
};

// What tells programs apart that mean the same numbers differently: a stage may be another build than its starter.
uint64_t csandbox_format(void);

// Turns the offsets of a program into addresses. Returns its operations.
const struct csandbox_op *csandbox_relocate(struct csandbox_program *program);

struct csandbox_failure {
    int32_t index;   // of the operation that failed; -1: clone3 itself; -2: the stage does not know the format
    int32_t error;   // errno
    int32_t stage;   // which call inside the operation, counted from 0; see the operation
    int32_t detail;  // for HOOK: how it ended, as wait(2) gives it
};

// MARK: Starting a process

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

// MARK: A stage

// What a stage and its starter tell each other, each in one packet of a SOCK_SEQPACKET.
enum csandbox_word {
    CSANDBOX_FORKED = 1,  // value: the process that goes on, as the stage's own PID namespace numbers it
    CSANDBOX_WAITS,       // value: the number of the SYNC; any packet lets it go on
    CSANDBOX_WANTS_STATE, // for a HOOK; the answer is the state's JSON
    CSANDBOX_FAILED,      // failure
    CSANDBOX_LISTENS,     // a seccomp listener comes with it, as SCM_RIGHTS; any packet lets it go on
};

struct csandbox_message {
    int32_t word;
    int32_t value;
    struct csandbox_failure failure;
};

// Carries out the program in the file `program` in this process, which must have one thread and nothing to lose.
// Its last operation replaces the process; then, and whenever it ends, the starter finds its end of `control` closed.
// Does not come back.
_Noreturn void csandbox_stage(int program, int control);

// MARK: Becoming root of an own user namespace

// Moves the calling process, which must have one thread only, into a new user and mount namespace in which it
// is root. The maps are words, three a range: the first id inside, the first id outside, how many; NULL behind the last.
// A map of the caller's own id alone is written by itself, all others by newuidmap and newgidmap.
//
// Returns 0, or -1 with errno; ESRCH stands for a failure of newuidmap or newgidmap.
int csandbox_enter_user_namespace(
    const char *_Nullable const *_Nonnull users, const char *_Nullable const *_Nonnull groups);

// MARK: Calls that the Glibc module hides; each returns -1 with errno as the manual page says

int csandbox_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
int csandbox_fsopen(const char *type);
int csandbox_fsconfig_string(int fs, const char *key, const char *value);
int csandbox_fsconfig_flag(int fs, const char *key);
int csandbox_fsconfig_fd(int fs, const char *key, int fd);
int csandbox_fsconfig_create(int fs);
int csandbox_fsmount(int fs, uint64_t attributes);
int csandbox_open_tree(int directory, const char *path, uint32_t flags);
// mount_setattr of a mount by descriptor; propagation: MS_* or 0; user_namespace: for MOUNT_ATTR_IDMAP, or -1.
int csandbox_mount_setattr(
    int fd, uint64_t set, uint64_t clear, uint64_t propagation, int user_namespace, int recursive);
// Makes a user namespace with the given maps (lines of user_namespaces(7)); returns a descriptor of it.
int csandbox_user_namespace(const char *uid_map, const char *gid_map);
int csandbox_setns(int fd, int type);
// Lets the calling thread, and what it starts, run on one processor only.
int csandbox_pin_thread(int processor);
// Moves CLOCK_MONOTONIC and CLOCK_BOOTTIME of all that the calling thread starts from now on; time_namespaces(7).
int csandbox_shift_clock(int64_t seconds);
// Blocks the given signals in this thread and gives a descriptor from which they are read; csandbox_next_signal reads.
int csandbox_signals(const int *numbers, size_t count);
// The next signal that has come, or 0 where none has.
int csandbox_next_signal(int fd);
// The terminal behind a descriptor: its size as rows << 16 | columns, or 0; and the other way round.
uint32_t csandbox_terminal_size(int fd);
int csandbox_set_terminal_size(int fd, uint32_t size);
// The version of the kernel's Landlock, 0 where it has none (landlock(7)).
int csandbox_landlock_version(void);
int csandbox_pidfd_open(int32_t pid);
// A packet with at most one descriptor; *fd is -1 where none came with it.
long csandbox_receive(int socket, void *buffer, size_t size, int *fd);
int csandbox_send_descriptor(int socket, const void *bytes, size_t size, int fd);
// A SOCK_SEQPACKET at `name` in a directory, whatever the length of the directory's path; and a SOCK_STREAM.
int csandbox_listen(int directory, const char *name);
int csandbox_listen_stream(int directory, const char *name);
int csandbox_connect(int directory, const char *name);
int csandbox_connect_stream(const char *path);
// Takes the mount at a path out of sight, with all below it; it ends with its last user.
int csandbox_detach(const char *path);
// A datagram socket at `name` in a directory, to which anyone may send; and one datagram to a path or, after '@', to
// a name of the abstract ones (sd_notify(3)).
int csandbox_listen_datagrams(int directory, const char *name);
int csandbox_send_datagram(const char *address, const void *bytes, size_t size);
int csandbox_move_mount(int fd, const char *path);
int csandbox_move_mount_over(int fd, int directory);
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
long csandbox_copy_range(int from, int to, size_t size);  // copy_file_range(2), at both places where they are
int csandbox_syncfs(int fd);
int csandbox_set_xattr(int fd, const char *name, const void *value, size_t size);
long csandbox_list_xattr(int fd, char *_Nullable names, size_t size);
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

// MARK: Networks; a thread is in a network namespace of its own choice (network.c)

// Moves the calling thread, and only it, to the network of an nsfs descriptor. EPERM without CAP_SYS_ADMIN there.
int csandbox_enter_network(int network);
// A descriptor of the calling thread's network; the caller closes it.
int csandbox_own_network(void);
// Moves the calling thread to a new network and returns its descriptor, which the caller closes.
int csandbox_new_network(void);
// socket(2), close-on-exec. type: SOCK_STREAM or SOCK_DGRAM. wait: whether calls on it block.
int csandbox_socket(int family, int type, int wait);
// accept4(2), close-on-exec and not blocking; address: room for *size bytes.
int csandbox_accept(int listener, void *_Nullable address, uint32_t *_Nullable size);

#pragma clang assume_nonnull end
#endif
