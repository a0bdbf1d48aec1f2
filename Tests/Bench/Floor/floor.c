// The least that a container can cost on this machine: every system call that one needs, once, in a row, with nothing
// decided at run time. What it makes is what Cuvette makes; how it is made is as short as we know.
#define _GNU_SOURCE
#include "benchfloor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_SIZE (64 * 1024)
#define CAPABILITIES 0x800405FBULL

static const unsigned quiet = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

struct child {
    const struct floor_container *container;
    int root;
    int devices[6];  // the host's, where none can be made
    int proc, sys;
    int error;
    const char *step;
};

// Notes what failed and leaves; the child shares the parent's memory until it execs.
#define TRY(child, call)            \
    do {                            \
        if ((call) < 0) {           \
            (child)->error = errno; \
            (child)->step = #call;  \
            return 127;             \
        }                           \
    } while (0)

static int write_text(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = write(file, text, strlen(text));
    int error = errno;
    close(file);
    errno = error;
    return count < 0 ? -1 : 0;
}

// A new file system as a detached mount. Options: key, value, …, NULL.
static int make(const char *type, const char *const *options, unsigned attributes) {
    int context = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
    if (context < 0) return -1;
    for (; options && options[0]; options += 2)
        if (syscall(
                SYS_fsconfig, context, options[1] ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, options[0],
                options[1], 0) < 0)
            return -1;
    if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0) return -1;
    int mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
    int error = errno;
    close(context);
    errno = error;
    return mount;
}

static int attach(int mount, const char *path) {
    if (mount < 0) return -1;
    int result = (int)syscall(SYS_move_mount, mount, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
    int error = errno;
    close(mount);
    errno = error;
    return result;
}

static int clone_of(int directory, const char *path) {
    return (int)syscall(
        SYS_open_tree, directory, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_EMPTY_PATH);
}

static int mount_system(struct child *child) {
    static const char *const dev[] = {"mode", "755", "size", "65536k", NULL};
    static const char *const own_pts[] = {"ptmxmode", "0666", "mode", "0620", NULL};
    static const char *const group_pts[] = {"ptmxmode", "0666", "mode", "0620", "gid", "5", NULL};
    const char *const *pts = child->container->ordinary ? own_pts : group_pts;
    static const char *const shm[] = {"mode", "1777", "size", "65536k", NULL};
    TRY(child, attach(child->proc, "/proc"));
    TRY(child, attach(child->sys, "/sys"));
    TRY(child, attach(make("tmpfs", dev, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC), "/dev"));
    TRY(child, mkdir("/dev/pts", 0755));
    TRY(child, attach(make("devpts", pts, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC), "/dev/pts"));
    TRY(child, mkdir("/dev/shm", 01777));
    TRY(child, attach(make("tmpfs", shm, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV), "/dev/shm"));
    TRY(child, mkdir("/dev/mqueue", 0755));
    TRY(child, attach(make("mqueue", NULL, quiet), "/dev/mqueue"));
    return 0;
}

static const struct {
    const char *path;
    unsigned major, minor;
} nodes[] = {{"/dev/null", 1, 3},   {"/dev/zero", 1, 5},    {"/dev/full", 1, 7},
             {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}, {"/dev/tty", 5, 0}};

static int make_devices(struct child *child) {
    for (size_t index = 0; index < sizeof nodes / sizeof *nodes; index++)
        if (!child->container->ordinary)
            TRY(child,
                mknod(nodes[index].path, S_IFCHR | 0666, makedev(nodes[index].major, nodes[index].minor)));
        else {
            TRY(child, mknod(nodes[index].path, S_IFREG | 0666, 0));
            TRY(child, attach(child->devices[index], nodes[index].path));
        }
    TRY(child, symlink("/proc/self/fd", "/dev/fd"));
    TRY(child, symlink("/proc/self/fd/0", "/dev/stdin"));
    TRY(child, symlink("/proc/self/fd/1", "/dev/stdout"));
    TRY(child, symlink("/proc/self/fd/2", "/dev/stderr"));
    TRY(child, symlink("pts/ptmx", "/dev/ptmx"));
    return 0;
}

// One empty file system behind all hidden directories, one null device behind all hidden files.
static int protect(struct child *child) {
    static const char *const read_only[] = {
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger", NULL};
    static const char *const files[] = {
        "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/timer_list", "/proc/timer_stats", NULL};
    static const char *const folders[] = {
        "/proc/acpi", "/proc/asound", "/proc/scsi", "/sys/dev/block", "/sys/devices/virtual/powercap",
        "/sys/firmware", "/sys/fs/selinux", NULL};
    static const char *const nothing[] = {"size", "0", "nr_inodes", "1", "mode", "555", NULL};
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
    for (const char *const *path = read_only; *path; path++) {
        int tree = clone_of(AT_FDCWD, *path);
        if (tree < 0 && errno == ENOENT) continue;
        TRY(child, syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes));
        TRY(child, attach(tree, *path));
    }
    for (const char *const *path = files; *path; path++)
        if (access(*path, F_OK) == 0) TRY(child, attach(clone_of(AT_FDCWD, "/dev/null"), *path));
    int empty = make("tmpfs", nothing, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    for (const char *const *path = folders; *path; path++)
        if (access(*path, F_OK) == 0) TRY(child, attach(clone_of(empty, ""), *path));
    close(empty);
    return 0;
}

static int restrict_rights(struct child *child) {
    const struct floor_container *container = child->container;
    for (int capability = 0; capability < 64; capability++) {
        if (CAPABILITIES >> capability & 1) continue;
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) break;
    }
    uint64_t no_core[2] = {0, 0};
    TRY(child, syscall(SYS_prlimit64, 0, 4, no_core, NULL));
    if (!container->ordinary) TRY(child, syscall(SYS_setgroups, 0, NULL));
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {
        {.effective = (uint32_t)CAPABILITIES, .permitted = (uint32_t)CAPABILITIES}};
    TRY(child, syscall(SYS_capset, &header, data));
    TRY(child, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    struct sock_fprog program = {
        .len = (unsigned short)(container->filter_size / sizeof(struct sock_filter)),
        .filter = (struct sock_filter *)container->filter};
    TRY(child, syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program));
    return 0;
}

static int loopback_up(void) {
    int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int result = ioctl(file, SIOCSIFFLAGS, &request);
    close(file);
    return result;
}

static int enter(struct child *child) {
    const struct floor_container *container = child->container;
    for (const char *const *tasks = container->tasks; *tasks; tasks++) TRY(child, write_text(*tasks, "0"));
    TRY(child, syscall(SYS_unshare, CLONE_NEWCGROUP));
    TRY(child, setsid());
    TRY(child, syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL, 0, 0, 0));
    TRY(child, sethostname("floor", 5));
    TRY(child, loopback_up());
    struct mount_attr private = {.propagation = 1 << 18};
    TRY(child, syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &private, sizeof private));
    // A user namespace gets these only while the host's own are in sight.
    TRY(child, child->proc = make("proc", NULL, quiet));
    TRY(child, child->sys = make("sysfs", NULL, quiet | MOUNT_ATTR_RDONLY));
    for (size_t index = 0; container->ordinary && index < sizeof nodes / sizeof *nodes; index++)
        TRY(child, child->devices[index] = clone_of(AT_FDCWD, nodes[index].path));
    TRY(child,
        syscall(SYS_move_mount, child->root, "", AT_FDCWD, container->attachment, MOVE_MOUNT_F_EMPTY_PATH));
    TRY(child, fchdir(child->root));
    TRY(child, syscall(SYS_pivot_root, ".", "."));
    TRY(child, syscall(SYS_umount2, ".", 2));
    TRY(child, chdir("/"));
    return 0;
}

static int run_child(void *argument) {
    struct child *child = argument;
    if (enter(child) || mount_system(child) || make_devices(child) || protect(child) || restrict_rights(child))
        return 127;
    const struct floor_container *container = child->container;
    static const char *const environment[] = {NULL};
    TRY(child, syscall(SYS_close_range, 3, ~0U, 4));
    TRY(child,
        syscall(SYS_execveat, container->init, "", container->command, environment, AT_EMPTY_PATH));
    return 127;
}

// clone3 into the child's own stack; glibc 2.36 has no wrapper for it.
static long start(struct clone_args *arguments, void *argument) {
#if defined(__x86_64__)
    register long result __asm__("rax") = SYS_clone3;
    register void *first __asm__("rdi") = arguments;
    register size_t second __asm__("rsi") = sizeof *arguments;
    register void *entry __asm__("r8") = (void *)run_child;
    register void *value __asm__("r9") = argument;
    __asm__ volatile(
        "syscall\n\ttest %%rax, %%rax\n\tjnz 1f\n\txor %%ebp, %%ebp\n\tmov %%r9, %%rdi\n\tcall *%%r8\n\t"
        "mov %%eax, %%edi\n\tmov %[exit], %%eax\n\tsyscall\n\thlt\n\t1:"
        : "+r"(result)
        : "r"(first), "r"(second), "r"(entry), "r"(value), [exit] "i"(SYS_exit)
        : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long result __asm__("x0") = (long)arguments;
    register size_t second __asm__("x1") = sizeof *arguments;
    register long number __asm__("x8") = SYS_clone3;
    register void *entry __asm__("x10") = (void *)run_child;
    register void *value __asm__("x11") = argument;
    __asm__ volatile(
        "svc #0\n\tcbnz x0, 1f\n\tmov x29, #0\n\tmov x0, x11\n\tblr x10\n\tmov x8, %[exit]\n\tsvc #0\n\t"
        "brk #1\n\t1:"
        : "+r"(result)
        : "r"(second), "r"(number), "r"(entry), "r"(value), [exit] "i"(SYS_exit)
        : "memory");
    return result;
#endif
}

static int make_root(const struct floor_container *container) {
    char upper[512], work[512];
    snprintf(upper, sizeof upper, "%s/upper", container->folder);
    snprintf(work, sizeof work, "%s/work", container->folder);
    if (mkdir(container->folder, 0700) < 0 || mkdir(upper, 0755) < 0 || mkdir(work, 0700) < 0) return -1;
    const char *const options[] = {
        "lowerdir+", container->lower, "upperdir", upper, "workdir", work, "volatile", NULL,
        container->ordinary ? "userxattr" : NULL, NULL, NULL};
    return make("overlay", options, 0);
}

// The child runs, the parent's thread sleeps until it has exec'ed, then waits for its end.
static int run(struct child *child, int cgroup) {
    void *stack =
        mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) return -1;
    int descriptor = -1;
    struct clone_args arguments = {
        .flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC |
                 CLONE_NEWNET | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
        .pidfd = (uint64_t)(uintptr_t)&descriptor,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = STACK_SIZE,
        .cgroup = cgroup >= 0 ? (uint64_t)cgroup : 0,
    };
    uint64_t all = ~0ULL, before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    long pid = start(&arguments, child);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    munmap(stack, STACK_SIZE);
    if (pid < 0) {
        errno = (int)-pid;
        return -1;
    }
    siginfo_t information;
    int waited = waitid(P_PIDFD, (id_t)descriptor, &information, WEXITED);
    close(descriptor);
    return waited < 0 ? -1 : information.si_status;
}

// The last process may still be on its way out of its cgroup; a look every 0.1 ms costs the least.
static void remove_cgroup(const char *path) {
    for (int attempt = 0; attempt < 1000 && rmdir(path) < 0 && errno == EBUSY; attempt++) usleep(100);
}

int floor_run(const struct floor_container *container, const char **step) {
    struct child child = {.container = container};
    *step = "make the cgroups";
    for (const char *const *path = container->cgroups; *path; path++)
        if (mkdir(*path, 0755) < 0) return -1;
    for (const char *const *limit = container->limits; *limit; limit += 2)
        if (write_text(limit[0], limit[1]) < 0) return -1;
    int cgroup = container->unified ? open(container->unified, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    *step = "mount the root";
    child.root = make_root(container);
    if (child.root < 0) return -1;
    *step = "clone3";
    int result = run(&child, cgroup);
    close(child.root);
    if (cgroup >= 0) close(cgroup);
    for (const char *const *path = container->cgroups; *path; path++) remove_cgroup(*path);
    if (!child.error) return result;
    *step = child.step;
    errno = child.error;
    return -1;
}
