// Places below the container's root. The root is the working directory, before the pivot and after it, and every path
// is resolved in it as if it were the root (openat2(2), RESOLVE_IN_ROOT): a link of a hostile image that points to
// the host points to the image, and one that is changed meanwhile makes the kernel try again.
#define _GNU_SOURCE
#include "operations.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

static int open_in_root(const char *path, uint64_t flags, int follow) {
    struct open_how how = {
        .flags = flags | O_CLOEXEC,
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | (follow ? 0 : RESOLVE_NO_SYMLINKS)};
    // EAGAIN: somebody renamed a directory on the way; the kernel does not say where we would have come out.
    for (int attempt = 0;; attempt++) {
        int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
        if (fd >= 0 || errno != EAGAIN || attempt == 128) return fd;
    }
}

int open_target(const char *path, int follow) {
    return open_in_root(path, O_PATH, follow);
}

// The directory that holds an entry, and the entry's name in it.
static int open_parent(const char *path, const char *_Nonnull *_Nonnull name, int follow) {
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    size_t length = slash ? (size_t)(slash - path) : 0;
    char buffer[4096];
    if (length >= sizeof buffer || !**name) {
        errno = length >= sizeof buffer ? ENAMETOOLONG : EINVAL;
        return -1;
    }
    memcpy(buffer, path, length);
    buffer[length] = 0;
    return open_in_root(length ? buffer : "/", O_PATH | O_DIRECTORY, follow);
}

static int existing_is_right(long result) {
    return result < 0 && errno != EEXIST ? -1 : 0;
}

// Whether an entry is the device that was to be made, as when a root is used again. EEXIST where it is something else.
static int is_device(int parent, const char *name, const struct csandbox_op *op) {
    struct stat status;
    if (syscall(SYS_newfstatat, parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0) return -1;
    if ((status.st_mode & S_IFMT) == (op->mode & S_IFMT) && status.st_rdev == op->number) return 0;
    errno = EEXIST;
    return -1;
}

int make_entry(const struct csandbox_op *op, struct context *context) {
    const char *name;
    int parent = open_parent(op->path, &name, 0);
    if (parent < 0) return at_stage(context, 0);
    int result;
    switch (op->kind) {
    case CSANDBOX_DIRECTORY: result = existing_is_right(syscall(SYS_mkdirat, parent, name, op->mode)); break;
    case CSANDBOX_SYMLINK: result = existing_is_right(syscall(SYS_symlinkat, op->text, parent, name)); break;
    case CSANDBOX_FILE:
        result = existing_is_right(syscall(SYS_mknodat, parent, name, S_IFREG | op->mode, 0));
        break;
    default:
        result = (int)syscall(SYS_mknodat, parent, name, op->mode, op->number);
        if (result < 0 && errno == EEXIST) result = is_device(parent, name, op);
        if (result == 0 && op->number2)
            result = (int)syscall(
                SYS_fchownat, parent, name, (uid_t)(op->number2 >> 32), (gid_t)op->number2,
                AT_SYMLINK_NOFOLLOW);
    }
    close_quietly(parent);
    return result < 0 ? at_stage(context, 1) : 0;
}

// Makes one component of a target; links above it are followed inside the root. Returns 1 with the link's text in
// `link` where the component is a link that leads to nothing.
static int make_component(const char *path, uint32_t kind, char link[4096]) {
    const char *name;
    int parent = open_parent(path, &name, 1);
    if (parent < 0) return -1;
    long made = kind == 1 ? syscall(SYS_mknodat, parent, name, S_IFREG | 0644, 0)
                        : syscall(SYS_mkdirat, parent, name, kind == 2 ? 01777 : 0755);
    int result = existing_is_right(made);
    if (made < 0 && result == 0) {
        int there = open_target(path, 1);
        if (there >= 0) close_quietly(there);
        long length = there >= 0 ? -1 : syscall(SYS_readlinkat, parent, name, link, 4095);
        if (length > 0) link[length] = 0;
        if (length > 0) result = 1;
    }
    close_quietly(parent);
    return result;
}

// Puts what a link says in the place of the component that ends at `end`.
static int replace_component(char path[4096], size_t end, const char *link) {
    char rest[4096];
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') start--;
    size_t length = strlen(link), tail = strlen(path + end);
    size_t begin = link[0] == '/' ? 0 : start;
    if (begin + length + tail >= sizeof rest) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(rest, path + end, tail + 1);
    memcpy(path + begin, link, length);
    memcpy(path + begin + length, rest, tail + 1);
    return 0;
}

// Makes every component of a path that is not there. What a link points to is made where it points inside the root.
static int make_path(char path[4096], uint32_t kind, struct context *context) {
    char link[4096];
    int links = 0;
    for (size_t end = 1; path[end - 1]; end++) {
        if ((path[end] != '/' && path[end] != 0) || path[end - 1] == '/') continue;
        char separator = path[end];
        path[end] = 0;
        int made = make_component(path, separator == 0 ? kind : 0, link);
        path[end] = separator;
        if (made < 0) return at_stage(context, 1);
        if (made == 0) continue;
        if (++links > 40) {
            errno = ELOOP;
            return at_stage(context, 1);
        }
        if (replace_component(path, end, link) < 0) return at_stage(context, 1);
        end = 0;
    }
    return 0;
}

int make_target(const struct csandbox_op *op, struct context *context) {
    int there = open_target(op->path, 1);
    if (there >= 0) {
        close_quietly(there);
        return 0;
    }
    if (errno != ENOENT) return at_stage(context, 0);
    char path[4096];
    size_t length = strlen(op->path);
    if (length == 0 || length >= sizeof path) {
        errno = length ? ENAMETOOLONG : ENOENT;
        return at_stage(context, 0);
    }
    memcpy(path, op->path, length + 1);
    return make_path(path, op->mode, context);
}

// A file of the container's proc, on its own mount all the way: what a mount lays over a part of it may be another
// file of proc (CVE-2019-16884, CVE-2025-52881).
static int open_proc(const char *path) {
    static const char prefix[] = "/proc/";
    if (strncmp(path, prefix, sizeof prefix - 1)) {
        errno = EINVAL;
        return -1;
    }
    int proc = open_in_root("/proc", O_PATH | O_DIRECTORY, 0);
    if (proc < 0) return -1;
    struct open_how how = {
        .flags = O_WRONLY | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS};
    int fd = (int)syscall(SYS_openat2, proc, path + sizeof prefix - 1, &how, sizeof how);
    close_quietly(proc);
    return fd;
}

int write_proc(const struct csandbox_op *op, struct context *context) {
    int fd = open_proc(op->path);
    if (fd < 0) return at_stage(context, 0);
    struct statfs system;
    if (syscall(SYS_fstatfs, fd, &system) < 0 || system.f_type != PROC_SUPER_MAGIC) {
        // What is mounted at /proc is something else.
        close_quietly(fd);
        errno = ELOOP;
        return at_stage(context, 1);
    }
    ssize_t written = (ssize_t)syscall(SYS_write, fd, op->bytes, op->size);
    close_quietly(fd);
    return written == (ssize_t)op->size ? 0 : at_stage(context, 2);
}
