// The child between clone3 and execve. It shares the parent's memory and is alone in it (the parent's thread is
// suspended, the others run on): so it calls nothing that takes a lock or allocates. libc's syscall() is such a
// call; signal(), setuid(), setgroups() are not (glibc locks in the first and signals every thread in the others).
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/keyctl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// From <sys/mount.h>, which cannot stand beside <linux/mount.h> in glibc 2.36.
#define OLD_ROOT_DETACH 2

struct child {
    const struct csandbox_op *ops;
    size_t count;
    struct csandbox_failure *failure;
};

// Notes which call of an operation failed, for messages such as "cannot mount proc: … (fsopen)".
static int at_stage(struct csandbox_failure *failure, int stage) {
    failure->stage = stage;
    return -1;
}

static int write_file(const struct csandbox_op *op) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, op->path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0) return -1;
    ssize_t written = (ssize_t)syscall(SYS_write, fd, op->bytes, op->size);
    int error = errno;
    syscall(SYS_close, fd);
    errno = error;
    return written == (ssize_t)op->size ? 0 : -1;
}

// Opens a mount target below the new root, which is the working directory before the pivot and after it. No component may be a symbolic link: an image whose /proc or /dev is
// one would otherwise send our mounts elsewhere (CVE-2019-19921 and its family).
static int open_target(const char *path) {
    struct open_how how = {
        .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS};
    return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}

static int place(int mount, const char *path, struct csandbox_failure *failure, int stage) {
    int target = open_target(path);
    if (target < 0) return at_stage(failure, stage);
    int result = (int)syscall(
        SYS_move_mount, mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    int error = errno;
    syscall(SYS_close, target);
    errno = error;
    return result < 0 ? at_stage(failure, stage + 1) : 0;
}

static int mount_new(
    const char *type, const char *_Nullable const *options, uint64_t attributes, const char *path,
    struct csandbox_failure *failure) {
    int fs = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
    if (fs < 0) return at_stage(failure, 0);
    for (const char *_Nullable const *option = options; option && option[0]; option += 2)
        if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, option[0], option[1], 0) < 0)
            return at_stage(failure, 1);
    if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0) return at_stage(failure, 2);
    int mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
    if (mount < 0) return at_stage(failure, 3);
    int result = place(mount, path, failure, 4);
    int error = errno;
    syscall(SYS_close, mount);
    syscall(SYS_close, fs);
    errno = error;
    return result;
}

static int pivot(int root, struct csandbox_failure *failure) {
    if (syscall(SYS_fchdir, root) < 0) return at_stage(failure, 0);
    if (syscall(SYS_pivot_root, ".", ".") < 0) return at_stage(failure, 1);
    // The old root now lies over the new one; pivot_root(2), "pivot_root(".", ".")".
    if (syscall(SYS_umount2, ".", OLD_ROOT_DETACH) < 0) return at_stage(failure, 2);
    return (int)syscall(SYS_chdir, "/");
}

// A copy of the empty directory that hides another path already.
static int copy_mount(const char *path) {
    int source = open_target(path);
    if (source < 0) return -1;
    int copy = (int)syscall(
        SYS_open_tree, source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
    int error = errno;
    syscall(SYS_close, source);
    errno = error;
    return copy;
}

// All hidden directories show one file system: making one costs more than all its copies, and ending it too.
static int mask_directory(const char *path, const char *_Nullable *empty, struct csandbox_failure *failure) {
    if (!*empty) {
        static const char *const options[] = {"size", "0", "nr_inodes", "1", "mode", "555", NULL};
        *empty = path;
        return mount_new(
            "tmpfs", options, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, path, failure);
    }
    int copy = copy_mount(*empty);
    if (copy < 0) return at_stage(failure, 2);
    int result = place(copy, path, failure, 3);
    int error = errno;
    syscall(SYS_close, copy);
    errno = error;
    return result;
}

static int mask(const char *path, const char *_Nullable *empty, struct csandbox_failure *failure) {
    int target = open_target(path);
    if (target < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : at_stage(failure, 0);
    struct stat status;
    int known = (int)syscall(SYS_newfstatat, target, "", &status, AT_EMPTY_PATH);
    syscall(SYS_close, target);
    if (known < 0) return at_stage(failure, 1);
    if (S_ISDIR(status.st_mode)) return mask_directory(path, empty, failure);
    // /dev is ours by now (a fresh tmpfs), so this is the null device and nothing an image put there.
    int null = (int)syscall(SYS_open_tree, AT_FDCWD, "/dev/null", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (null < 0) return at_stage(failure, 2);
    int result = place(null, path, failure, 3);
    int error = errno;
    syscall(SYS_close, null);
    errno = error;
    return result;
}

static int make_readonly(const char *path, struct csandbox_failure *failure) {
    int target = open_target(path);
    if (target < 0) return errno == ENOENT ? 0 : at_stage(failure, 0);
    int tree = (int)syscall(
        SYS_open_tree, target, "",
        OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE);
    syscall(SYS_close, target);
    if (tree < 0) return at_stage(failure, 1);
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
    if (syscall(
            SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes,
            sizeof attributes) < 0)
        return at_stage(failure, 2);
    int result = place(tree, path, failure, 3);
    int error = errno;
    syscall(SYS_close, tree);
    errno = error;
    return result;
}

static int loopback_up(void) {
    int fd = (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int result = (int)syscall(SYS_ioctl, fd, SIOCSIFFLAGS, &request);
    int error = errno;
    syscall(SYS_close, fd);
    errno = error;
    return result;
}

static int limit(int resource, uint64_t soft, uint64_t hard) {
    uint64_t values[2] = {soft, hard};
    return (int)syscall(SYS_prlimit64, 0, resource, values, NULL);
}

static int bound(uint64_t kept) {
    for (int capability = 0; capability < 64; capability++) {
        if (kept & (1ULL << capability)) continue;
        // EINVAL: the kernel has no capability of that number, and none above.
        if (syscall(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) return errno == EINVAL ? 0 : -1;
    }
    return 0;
}

static int become(const struct csandbox_op *op, struct csandbox_failure *failure) {
    if (syscall(SYS_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return at_stage(failure, 0);
    // EPERM: a user namespace with a single id forbids setgroups; there are no groups to leave then either.
    if (syscall(SYS_setgroups, op->size / sizeof(gid_t), op->bytes) < 0 && !(errno == EPERM && op->mode))
        return at_stage(failure, 1);
    if (syscall(SYS_setresgid, op->number2, op->number2, op->number2) < 0) return at_stage(failure, 2);
    if (syscall(SYS_setresuid, op->number, op->number, op->number) < 0) return at_stage(failure, 3);
    return 0;
}

static int set_capabilities(uint64_t set) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {
        {.effective = (uint32_t)set, .permitted = (uint32_t)set},
        {.effective = (uint32_t)(set >> 32), .permitted = (uint32_t)(set >> 32)}};
    if (syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return -1;
    return (int)syscall(SYS_capset, &header, data);
}

static int load_filter(const struct csandbox_op *op) {
    struct sock_fprog program = {
        .len = (unsigned short)(op->size / sizeof(struct sock_filter)),
        .filter = (struct sock_filter *)op->bytes};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
}

static int new_session(struct csandbox_failure *failure) {
    if (syscall(SYS_setsid) < 0) return at_stage(failure, 0);
    // ENOSYS: a kernel without keyrings; EDQUOT: the user's key quota is spent, and then no key of the host's can
    // be reached either, since keyctl is refused by the filter.
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL, 0, 0, 0) < 0 && errno != ENOSYS &&
        errno != EDQUOT)
        return at_stage(failure, 1);
    return 0;
}

static int change_directory(const char *path, struct csandbox_failure *failure) {
    if (syscall(SYS_chdir, path) < 0) return at_stage(failure, 0);
    // A working directory reached through a leaked descriptor shows as "(unreachable)…" (CVE-2024-21626).
    char buffer[4096];
    if (syscall(SYS_getcwd, buffer, sizeof buffer) < 0) return at_stage(failure, 1);
    if (buffer[0] == '/') return 0;
    errno = ENOENT;
    return at_stage(failure, 1);
}

static int existing_is_right(long result) {
    return result < 0 && errno != EEXIST ? -1 : 0;
}

// `empty`: the first directory that has been hidden, or NULL.
static int perform(
    const struct csandbox_op *op, const char *_Nullable *empty, struct csandbox_failure *failure) {
    switch ((enum csandbox_kind)op->kind) {
    case CSANDBOX_WRITE: return write_file(op);
    case CSANDBOX_PRIVATE: {
        struct mount_attr attributes = {.propagation = 1 << 18 /* MS_PRIVATE */};
        return (int)syscall(
            SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof attributes);
    }
    case CSANDBOX_ATTACH:
        return (int)syscall(SYS_move_mount, op->fd, "", AT_FDCWD, op->path, MOVE_MOUNT_F_EMPTY_PATH);
    case CSANDBOX_ENTER: return (int)syscall(SYS_fchdir, op->fd);
    case CSANDBOX_PIVOT: return pivot(op->fd, failure);
    case CSANDBOX_MOUNT: return mount_new(op->text, op->list, op->number, op->path, failure);
    case CSANDBOX_PLACE: return place(op->fd, op->path, failure, 0);
    case CSANDBOX_DIRECTORY:
        return existing_is_right(syscall(SYS_mkdirat, AT_FDCWD, op->path, op->mode));
    case CSANDBOX_FILE:
        return existing_is_right(
            syscall(SYS_mknodat, AT_FDCWD, op->path, S_IFREG | op->mode, 0));
    case CSANDBOX_DEVICE: return (int)syscall(SYS_mknodat, AT_FDCWD, op->path, op->mode, op->number);
    case CSANDBOX_SYMLINK: return (int)syscall(SYS_symlinkat, op->text, AT_FDCWD, op->path);
    case CSANDBOX_MASK: return mask(op->path, empty, failure);
    case CSANDBOX_READONLY: return make_readonly(op->path, failure);
    case CSANDBOX_HOSTNAME: return (int)syscall(SYS_sethostname, op->text, strlen(op->text));
    case CSANDBOX_LOOPBACK: return loopback_up();
    case CSANDBOX_UNSHARE: return (int)syscall(SYS_unshare, op->number);
    case CSANDBOX_SESSION: return new_session(failure);
    case CSANDBOX_LIMIT: return limit((int)op->mode, op->number, op->number2);
    case CSANDBOX_BOUND: return bound(op->number);
    case CSANDBOX_IDENTITY: return become(op, failure);
    case CSANDBOX_CAPABILITIES: return set_capabilities(op->number);
    case CSANDBOX_NO_NEW_PRIVS: return (int)syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    case CSANDBOX_SECCOMP: return load_filter(op);
    case CSANDBOX_UMASK: syscall(SYS_umask, op->mode); return 0;
    case CSANDBOX_CHDIR: return change_directory(op->path, failure);
    case CSANDBOX_DESCRIPTOR: return (int)syscall(SYS_dup3, op->fd, op->fd2, 0) < 0 ? -1 : 0;
    case CSANDBOX_CLOSE:
        return (int)syscall(SYS_close_range, op->fd, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
    case CSANDBOX_EXEC:
        return (int)syscall(SYS_execveat, op->fd, "", op->list, op->bytes, AT_EMPTY_PATH);
    }
    errno = EINVAL;
    return -1;
}

// The kernel's own sigaction; glibc's takes a lock for SIGABRT (swift-subprocess#374).
struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
};

static int run_child(void *argument) {
    struct child *child = argument;
    // exec resets caught signals but hands ignored ones on, and a Swift program ignores SIGPIPE.
    struct kernel_sigaction standard = {0};
    for (int number = 1; number <= 64; number++)
        syscall(SYS_rt_sigaction, number, &standard, NULL, sizeof(uint64_t));
    // All signals stay blocked until the init takes them: one that came earlier would be lost, since the first
    // process of a PID namespace is not ended by signals that it does not handle.
    const char *empty = NULL;
    for (size_t index = 0; index < child->count; index++) {
        child->failure->stage = 0;
        if (perform(&child->ops[index], &empty, child->failure) < 0) {
            child->failure->error = errno;
            child->failure->index = (int32_t)index;
            return 127;
        }
    }
    return 127;
}

// clone3 with a stack of its own for the child: the child must not return into the parent's frame, so the call
// and the child's first steps are one piece of assembly.
static long clone3_on_stack(struct clone_args *arguments, int (*entry)(void *), void *argument) {
#if defined(__x86_64__)
    register long result __asm__("rax") = SYS_clone3;
    register void *first __asm__("rdi") = arguments;
    register size_t second __asm__("rsi") = sizeof *arguments;
    register void *entry_register __asm__("r8") = (void *)entry;
    register void *argument_register __asm__("r9") = argument;
    __asm__ volatile(
        "syscall\n\t"
        "test %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xor %%ebp, %%ebp\n\t"
        "mov %%r9, %%rdi\n\t"
        "call *%%r8\n\t"
        "mov %%eax, %%edi\n\t"
        "mov %[exit], %%eax\n\t"
        "syscall\n\t"
        "hlt\n\t"
        "1:"
        : "+r"(result)
        : "r"(first), "r"(second), "r"(entry_register), "r"(argument_register), [exit] "i"(SYS_exit)
        : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long result __asm__("x0") = (long)arguments;
    register size_t second __asm__("x1") = sizeof *arguments;
    register long number __asm__("x8") = SYS_clone3;
    register void *entry_register __asm__("x10") = (void *)entry;
    register void *argument_register __asm__("x11") = argument;
    __asm__ volatile(
        "svc #0\n\t"
        "cbnz x0, 1f\n\t"
        "mov x29, #0\n\t"
        "mov x0, x11\n\t"
        "blr x10\n\t"
        "mov x8, %[exit]\n\t"
        "svc #0\n\t"
        "brk #1\n\t"
        "1:"
        : "+r"(result)
        : "r"(second), "r"(number), "r"(entry_register), "r"(argument_register), [exit] "i"(SYS_exit)
        : "memory");
    return result;
#else
#error "Cuvette knows x86-64 and AArch64"
#endif
}

#define CHILD_STACK_SIZE (128 * 1024)

int32_t csandbox_start(
    uint64_t flags, int cgroup, const struct csandbox_op *ops, size_t count, int *pidfd,
    struct csandbox_failure *failure) {
    *failure = (struct csandbox_failure){.index = -1};
    void *stack = mmap(
        NULL, CHILD_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        failure->error = errno;
        return -1;
    }
    int descriptor = -1;
    struct child child = {.ops = ops, .count = count, .failure = failure};
    struct clone_args arguments = {
        .flags = flags | CLONE_VM | CLONE_VFORK | CLONE_PIDFD | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
        .pidfd = (uint64_t)(uintptr_t)&descriptor,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = CHILD_STACK_SIZE,
        .cgroup = cgroup >= 0 ? (uint64_t)cgroup : 0,
    };
    // Blocked in the child too: a handler of the parent's must not run there.
    uint64_t all = ~0ULL, before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    long pid = clone3_on_stack(&arguments, run_child, &child);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    munmap(stack, CHILD_STACK_SIZE);
    if (pid < 0) {
        failure->error = (int32_t)-pid;
        return -1;
    }
    if (failure->index >= 0) {
        csandbox_reap(descriptor);
        close(descriptor);
        return -1;
    }
    *pidfd = descriptor;
    return (int32_t)pid;
}
