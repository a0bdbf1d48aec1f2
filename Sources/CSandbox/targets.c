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
        if (result == 0 && op->number2)
            result = (int)syscall(
                SYS_fchownat, parent, name, (uid_t)(op->number2 >> 32), (gid_t)op->number2,
                AT_SYMLINK_NOFOLLOW);
    }
    close_quietly(parent);
    return result < 0 ? at_stage(context, 1) : 0;
}

// Makes one component of a target; links above it are followed inside the root.
static int make_component(const char *path, int is_file) {
    const char *name;
    int parent = open_parent(path, &name, 1);
    if (parent < 0) return -1;
    long made = is_file ? syscall(SYS_mknodat, parent, name, S_IFREG | 0644, 0)
                        : syscall(SYS_mkdirat, parent, name, 0755);
    int result = existing_is_right(made);
    close_quietly(parent);
    return result;
}

// Where a link leads to nothing, what it names is made: the path goes on behind it, still inside the root. Returns 1
// where `path` has become such a longer way, whose part before `end` was the link.
static int go_behind_link(char *path, size_t end) {
    char way[4096], rest[4096];
    size_t rest_length = strlen(path + end);
    memcpy(rest, path + end, rest_length + 1);
    path[end] = 0;
    const char *name;
    int parent = open_parent(path, &name, 1);
    if (parent < 0) return -1;
    ssize_t length = syscall(SYS_readlinkat, parent, name, way, sizeof way);
    close_quietly(parent);
    if (length < 0) return -1;
    size_t kept = way[0] == '/' ? 0 : (size_t)(name - path);
    if (kept + (size_t)length + rest_length >= sizeof way) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(path + kept, way, (size_t)length);
    memcpy(path + kept + length, rest, rest_length + 1);
    return 1;
}

// Makes every component of `path` that is missing. Returns 0, or 1 where it must be gone again from its beginning.
static int make_components(char *path, int is_file, struct context *context) {
    size_t length = strlen(path);
    for (size_t end = 1; end <= length; end++) {
        if ((path[end] != '/' && path[end] != 0) || path[end - 1] == '/') continue;
        char separator = path[end];
        path[end] = 0;
        if (make_component(path, is_file && end == length) < 0) return at_stage(context, 1);
        int there = open_target(path, 1);
        int error = errno;
        path[end] = separator;
        if (there >= 0) close_quietly(there);
        else if (error == ENOENT) return go_behind_link(path, end) < 0 ? at_stage(context, 1) : 1;
        else {
            errno = error;
            return at_stage(context, 0);
        }
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
    if (length >= sizeof path) {
        errno = ENAMETOOLONG;
        return at_stage(context, 0);
    }
    memcpy(path, op->path, length + 1);
    // As many links as the kernel follows; path_resolution(7).
    for (int links = 0; links <= 40; links++) {
        int made = make_components(path, op->mode, context);
        if (made <= 0) return made;
    }
    errno = ELOOP;
    return at_stage(context, 1);
}

int write_proc(const struct csandbox_op *op, struct context *context) {
    int fd = open_in_root(op->path, O_WRONLY, 0);
    if (fd < 0) return at_stage(context, 0);
    struct statfs system;
    if (syscall(SYS_fstatfs, fd, &system) < 0 || system.f_type != PROC_SUPER_MAGIC) {
        // Something else lies over the proc of the container (CVE-2019-16884, CVE-2025-52881).
        close_quietly(fd);
        errno = ELOOP;
        return at_stage(context, 1);
    }
    ssize_t written = (ssize_t)syscall(SYS_write, fd, op->bytes, op->size);
    close_quietly(fd);
    return written == (ssize_t)op->size ? 0 : at_stage(context, 2);
}
