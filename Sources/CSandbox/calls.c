// One line each: the calls that Swift's Glibc module hides (GNU extensions, variadics, no libc wrapper).
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/fs.h>
#include <linux/memfd.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

int csandbox_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int csandbox_landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
    return version < 0 ? 0 : (int)version;
}

int csandbox_fsopen(const char *type) { return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC); }

int csandbox_fsconfig_string(int fs, const char *key, const char *value) {
    return (int)syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, key, value, 0);
}

int csandbox_fsconfig_flag(int fs, const char *key) {
    return (int)syscall(SYS_fsconfig, fs, FSCONFIG_SET_FLAG, key, NULL, 0);
}

int csandbox_fsconfig_fd(int fs, const char *key, int fd) {
    return (int)syscall(SYS_fsconfig, fs, FSCONFIG_SET_FD, key, NULL, fd);
}

int csandbox_fsconfig_create(int fs) {
    return (int)syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
}

int csandbox_fsmount(int fs, uint64_t attributes) {
    return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
}

int csandbox_open_tree(int directory, const char *path, uint32_t flags) {
    return (int)syscall(SYS_open_tree, directory, path, flags | OPEN_TREE_CLOEXEC);
}

int csandbox_mount_setattr(
    int fd, uint64_t set, uint64_t clear, uint64_t propagation, int user_namespace, int recursive) {
    struct mount_attr attributes = {
        .attr_set = set,
        .attr_clr = clear,
        .propagation = propagation,
        .userns_fd = user_namespace < 0 ? 0 : (uint64_t)user_namespace};
    return (int)syscall(
        SYS_mount_setattr, fd, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), &attributes,
        sizeof attributes);
}

int csandbox_detach(const char *path) { return (int)syscall(SYS_umount2, path, 2 /* MNT_DETACH */); }

int csandbox_move_mount(int fd, const char *path) {
    return (int)syscall(SYS_move_mount, fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

int csandbox_move_mount_over(int fd, int directory) {
    return (int)syscall(SYS_move_mount, fd, "", directory, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

int csandbox_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int csandbox_pipe(int fds[2]) { return pipe2(fds, O_CLOEXEC); }

int csandbox_set_pipe_size(int fd, int size) { return fcntl(fd, F_SETPIPE_SZ, size); }

int csandbox_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int csandbox_memfd(const char *name) {
    return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int csandbox_seal(int fd) {
    return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

int csandbox_socketpair(int fds[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds);
}

int csandbox_rename_exclusive(int from_directory, const char *from, int to_directory, const char *to) {
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, RENAME_NOREPLACE);
}

int csandbox_rename_exchange(int directory, const char *left, const char *right) {
    return (int)syscall(SYS_renameat2, directory, left, directory, right, RENAME_EXCHANGE);
}

int csandbox_whiteout(int directory, const char *name) {
    return mknodat(directory, name, S_IFCHR, makedev(0, 0));
}

int csandbox_device(int directory, const char *name, uint32_t mode, uint32_t major, uint32_t minor) {
    return mknodat(directory, name, mode, makedev(major, minor));
}

long csandbox_copy_range(int from, int to, size_t size) {
    return copy_file_range(from, NULL, to, NULL, size, 0);
}

int csandbox_syncfs(int fd) { return syncfs(fd); }

int csandbox_set_xattr(int fd, const char *name, const void *value, size_t size) {
    return fsetxattr(fd, name, value, size, 0);
}

long csandbox_list_xattr(int fd, char *names, size_t size) { return flistxattr(fd, names, size); }

long csandbox_get_xattr(int fd, const char *name, void *value, size_t size) {
    return fgetxattr(fd, name, value, size);
}

// chattr +T: ext4 then spreads the children of this directory over its block groups. Without it, creating files
// where many were just deleted is up to ten times slower. EOPNOTSUPP or ENOTTY elsewhere.
int csandbox_scatter_children(int directory) {
    int flags = 0;
    if (ioctl(directory, FS_IOC_GETFLAGS, &flags) < 0) return -1;
    flags |= FS_TOPDIR_FL;
    return ioctl(directory, FS_IOC_SETFLAGS, &flags);
}

int csandbox_file_system_type(int fd, int64_t *type) {
    struct statfs status;
    if (fstatfs(fd, &status) < 0) return -1;
    *type = status.f_type;
    return 0;
}

static int bpf_call(int command, union bpf_attr *attributes) {
    return (int)syscall(SYS_bpf, command, attributes, sizeof *attributes);
}

int csandbox_bpf_load(const void *instructions, uint32_t count) {
    union bpf_attr attributes = {0};
    attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attributes.insns = (uint64_t)(uintptr_t)instructions;
    attributes.insn_cnt = count;
    attributes.license = (uint64_t)(uintptr_t)"Apache-2.0";
    return bpf_call(BPF_PROG_LOAD, &attributes);
}

int csandbox_bpf_attach(int cgroup, int program, int replaced) {
    union bpf_attr attributes = {0};
    attributes.target_fd = (uint32_t)cgroup;
    attributes.attach_bpf_fd = (uint32_t)program;
    attributes.attach_type = BPF_CGROUP_DEVICE;
    attributes.attach_flags = BPF_F_ALLOW_MULTI;
    if (replaced >= 0) {
        attributes.attach_flags |= BPF_F_REPLACE;
        attributes.replace_bpf_fd = (uint32_t)replaced;
    }
    return bpf_call(BPF_PROG_ATTACH, &attributes);
}

int csandbox_bpf_detach(int cgroup, int program) {
    union bpf_attr attributes = {0};
    attributes.target_fd = (uint32_t)cgroup;
    attributes.attach_bpf_fd = (uint32_t)program;
    attributes.attach_type = BPF_CGROUP_DEVICE;
    return bpf_call(BPF_PROG_DETACH, &attributes);
}

int csandbox_bpf_query(int cgroup, uint32_t *ids, uint32_t *count) {
    union bpf_attr attributes = {0};
    attributes.query.target_fd = (uint32_t)cgroup;
    attributes.query.attach_type = BPF_CGROUP_DEVICE;
    attributes.query.prog_ids = (uint64_t)(uintptr_t)ids;
    attributes.query.prog_cnt = *count;
    int result = bpf_call(BPF_PROG_QUERY, &attributes);
    *count = attributes.query.prog_cnt;
    return result;
}

int csandbox_bpf_open(uint32_t id) {
    union bpf_attr attributes = {0};
    attributes.prog_id = id;
    return bpf_call(BPF_PROG_GET_FD_BY_ID, &attributes);
}

int csandbox_reap(int pidfd) {
    siginfo_t information;
    int result;
    do result = waitid(P_PIDFD, (id_t)pidfd, &information, WEXITED);
    while (result < 0 && errno == EINTR);
    return result;
}

long csandbox_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    const char *found = memmem(bytes, count, wanted, wanted_count);
    return found ? found - (const char *)bytes : -1;
}

int csandbox_wait_status(int32_t pid, int *status) {
    int result;
    do result = (int)waitpid(pid, status, 0);
    while (result < 0 && errno == EINTR);
    return result;
}

int csandbox_setns(int fd, int type) {
    return setns(fd, type);
}

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

int csandbox_pin_thread(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)processor, &set);
    return sched_setaffinity(0, sizeof set, &set);
}

int csandbox_shift_clock(int64_t seconds) {
    if (unshare(CLONE_NEWTIME) < 0) return -1;
    // A thread's own: /proc/self would be that of the first one.
    char path[64], text[128];
    snprintf(path, sizeof path, "/proc/%ld/timens_offsets", syscall(SYS_gettid));
    int length = snprintf(
        text, sizeof text, "monotonic %lld 0\nboottime %lld 0\n", (long long)seconds, (long long)seconds);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    long written = write(file, text, (size_t)length);
    close(file);
    return written == length ? 0 : -1;
}

int csandbox_pidfd_open(int32_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int csandbox_signals(const int *numbers, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t index = 0; index < count; index++) sigaddset(&set, numbers[index]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int csandbox_next_signal(int fd) {
    struct signalfd_siginfo signal;
    return read(fd, &signal, sizeof signal) == (ssize_t)sizeof signal ? (int)signal.ssi_signo : 0;
}

uint32_t csandbox_terminal_size(int fd) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return 0;
    return (uint32_t)size.ws_row << 16 | size.ws_col;
}

int csandbox_set_terminal_size(int fd, uint32_t size) {
    struct winsize window = {.ws_row = (unsigned short)(size >> 16), .ws_col = (unsigned short)size};
    return ioctl(fd, TIOCSWINSZ, &window);
}
