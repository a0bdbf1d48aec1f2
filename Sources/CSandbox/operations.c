// One operation of a program. Where the process shares its starter's memory it is alone in it (the starter's thread is
// suspended, the others run on): so nothing here takes a lock or allocates. libc's syscall() does neither; signal(),
// setuid() and setgroups() do (glibc locks in the first and signals every thread in the others).
#define _GNU_SOURCE
#include "operations.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static int write_file(const struct csandbox_op *op, struct context *context) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, op->path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0) return at_stage(context, 0);
    ssize_t written = (ssize_t)syscall(SYS_write, fd, op->bytes, op->size);
    close_quietly(fd);
    return written == (ssize_t)op->size ? 0 : at_stage(context, 1);
}

static int make_private(void) {
    struct mount_attr attributes = {.propagation = 1 << 18 /* MS_PRIVATE */};
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof attributes);
}

static int loopback_up(void) {
    int fd = (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int result = (int)syscall(SYS_ioctl, fd, SIOCSIFFLAGS, &request);
    close_quietly(fd);
    return result;
}

static int limit(const struct csandbox_op *op) {
    uint64_t values[2] = {op->number, op->number2};
    return (int)syscall(SYS_prlimit64, 0, op->mode, values, NULL);
}

static int change_directory(const char *path, int may_be_forbidden, struct context *context) {
    if (context->arrived) return 0;
    if (syscall(SYS_chdir, path) < 0) return errno == EACCES && may_be_forbidden ? 0 : at_stage(context, 0);
    context->arrived = 1;
    // A working directory reached through a leaked descriptor shows as "(unreachable)…" (CVE-2024-21626).
    char buffer[4096];
    if (syscall(SYS_getcwd, buffer, sizeof buffer) < 0) return at_stage(context, 1);
    if (buffer[0] == '/') return 0;
    errno = ENOENT;
    return at_stage(context, 1);
}

static int keep(int fd) {
    return (int)syscall(SYS_fcntl, fd, F_SETFD, 0);
}

int perform(const struct csandbox_op *op, struct context *context) {
    switch ((enum csandbox_kind)op->kind) {
    case CSANDBOX_WRITE: return write_file(op, context);
    case CSANDBOX_PRIVATE: return make_private();
    case CSANDBOX_ATTACH:
        return (int)syscall(SYS_move_mount, op->fd, "", AT_FDCWD, op->path, MOVE_MOUNT_F_EMPTY_PATH);
    case CSANDBOX_ENTER: return (int)syscall(SYS_fchdir, op->fd);
    case CSANDBOX_PIVOT: return pivot(op->fd, context);
    case CSANDBOX_CHROOT: return (int)syscall(SYS_chroot, ".");
    case CSANDBOX_UNMOUNT: return unmount(op->path, context);
    case CSANDBOX_MOVE_ROOT: return move_root(op->fd, context);
    case CSANDBOX_MOUNT: return mount_new(op, context);
    case CSANDBOX_PLACE: return place_lent(op, context);
    case CSANDBOX_TARGET: return make_target(op, context);
    case CSANDBOX_ATTRIBUTES: return set_attributes(op, context);
    case CSANDBOX_DIRECTORY:
    case CSANDBOX_FILE:
    case CSANDBOX_DEVICE:
    case CSANDBOX_SYMLINK: return make_entry(op, context);
    case CSANDBOX_MASK: return mask(op->path, context);
    case CSANDBOX_READONLY: return make_readonly(op->path, context);
    case CSANDBOX_HOSTNAME: return (int)syscall(SYS_sethostname, op->text, strlen(op->text));
    case CSANDBOX_DOMAINNAME: return (int)syscall(SYS_setdomainname, op->text, strlen(op->text));
    case CSANDBOX_LOOPBACK: return loopback_up();
    case CSANDBOX_JOIN: return (int)syscall(SYS_setns, op->fd, op->number);
    case CSANDBOX_UNSHARE: return (int)syscall(SYS_unshare, op->number);
    case CSANDBOX_SESSION: return new_session(context);
    case CSANDBOX_PROC: return write_proc(op, context);
    case CSANDBOX_LIMIT: return limit(op);
    case CSANDBOX_SCHEDULER: return (int)syscall(SYS_sched_setattr, 0, op->bytes, 0);
    case CSANDBOX_IO_PRIORITY: return (int)syscall(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, 0, op->number);
    case CSANDBOX_AFFINITY: return (int)syscall(SYS_sched_setaffinity, 0, op->size, op->bytes);
    case CSANDBOX_PERSONALITY: return (int)syscall(SYS_personality, op->number) < 0 ? -1 : 0;
    case CSANDBOX_BOUND: return bound(op->number);
    case CSANDBOX_IDENTITY: return become(op, context);
    case CSANDBOX_RAISE: return raise_permitted();
    case CSANDBOX_CAPABILITIES: return set_capabilities(op);
    case CSANDBOX_NO_NEW_PRIVS: return (int)syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    case CSANDBOX_SCOPE: return scope(op->number, context);
    case CSANDBOX_SECCOMP: return load_filter(op, context);
    case CSANDBOX_DEATH_SIGNAL: return (int)syscall(SYS_prctl, PR_SET_PDEATHSIG, op->mode, 0, 0, 0);
    case CSANDBOX_UMASK: syscall(SYS_umask, op->mode); return 0;
    case CSANDBOX_CHDIR: return change_directory(op->path, (int)op->mode, context);
    case CSANDBOX_DESCRIPTOR: return (int)syscall(SYS_dup3, op->fd, op->fd2, 0) < 0 ? -1 : 0;
    case CSANDBOX_KEEP: return keep(op->fd);
    case CSANDBOX_CLOSE:
        return (int)syscall(SYS_close_range, op->fd, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
    case CSANDBOX_EXEC:
        return (int)syscall(SYS_execveat, op->fd, "", op->list, op->list2, AT_EMPTY_PATH);
    case CSANDBOX_FORK:
    case CSANDBOX_SYNC:
    case CSANDBOX_HOOK:
    case CSANDBOX_TERMINAL:
    case CSANDBOX_FIND:
    case CSANDBOX_ACCEPT:
    case CSANDBOX_RUN:
        if (context->control >= 0) return perform_in_stage(op, context);
    }
    errno = EINVAL;
    return -1;
}

// MARK: A program in memory

static const void *_Nullable address(struct csandbox_program *program, const void *_Nullable offset) {
    return offset ? (const char *)program + (uintptr_t)offset : NULL;
}

static const char *_Nullable const *_Nullable relocated_list(
    struct csandbox_program *program, const char *_Nullable const *_Nullable offset) {
    const char **list = (const char **)address(program, offset);
    for (const char **entry = list; entry && *entry; entry++) *entry = address(program, *entry);
    return list;
}

uint64_t csandbox_format(void) {
    // Whoever adds an operation adds it before the last one, or behind it; either changes this.
    return (uint64_t)CSANDBOX_RUN << 32 | sizeof(struct csandbox_op);
}

const struct csandbox_op *csandbox_relocate(struct csandbox_program *program) {
    struct csandbox_op *ops = (struct csandbox_op *)(program + 1);
    for (uint64_t index = 0; index < program->count; index++) {
        struct csandbox_op *op = &ops[index];
        op->path = address(program, op->path);
        op->text = address(program, op->text);
        op->bytes = address(program, op->bytes);
        op->list = relocated_list(program, op->list);
        op->list2 = relocated_list(program, op->list2);
    }
    return ops;
}
