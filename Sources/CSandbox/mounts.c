// Mounts, all of them by descriptor (mount_setattr(2), move_mount(2), fsopen(2)).
#define _GNU_SOURCE
#include "operations.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <sys/stat.h>

// From <sys/mount.h>, which cannot stand beside <linux/mount.h> in glibc 2.36.
#define OLD_ROOT_DETACH 2

int place(int mount, const char *path, int follow, struct context *context, int stage) {
    int target = open_target(path, follow);
    if (target < 0) return at_stage(context, stage);
    int result = (int)syscall(
        SYS_move_mount, mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    close_quietly(target);
    return result < 0 ? at_stage(context, stage + 1) : 0;
}

// Puts a copy in the place of a mount that was made before us, and lets the first go. Mounts are listed in the order in
// which they were made (Linux 6.8), and who reads the list takes what comes later for what lies above.
static int renew(int mount, int target) {
    int copy = (int)syscall(
        SYS_open_tree, mount, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE);
    if (copy < 0) return 0;
    // By descriptor, through the proc that is still the host's: a path could have changed meanwhile.
    char path[sizeof "/proc/self/fd/" + 12];
    snprintf(path, sizeof path, "/proc/self/fd/%d", mount);
    long result = syscall(SYS_umount2, path, OLD_ROOT_DETACH) < 0
        ? 0
        : syscall(
              SYS_move_mount, copy, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    close_quietly(copy);
    return (int)result;
}

int place_lent(const struct csandbox_op *op, struct context *context) {
    int target = open_target(op->path, op->mode & CSANDBOX_FOLLOW);
    if (target < 0) return at_stage(context, 0);
    int result = (int)syscall(
        SYS_move_mount, op->fd, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    if (result == 0 && op->mode & CSANDBOX_RENEW && context->control >= 0) result = renew(op->fd, target);
    close_quietly(target);
    return result < 0 ? at_stage(context, 1) : 0;
}

static int configure(int fs, const struct csandbox_op *op, struct context *context) {
    for (const char *_Nullable const *option = op->list; option && option[0]; option += 2)
        if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, option[0], option[1], 0) < 0)
            return at_stage(context, 1);
    for (const char *_Nullable const *flag = op->list2; flag && flag[0]; flag++)
        if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_FLAG, flag[0], NULL, 0) < 0) return at_stage(context, 1);
    if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0) return at_stage(context, 2);
    return 0;
}

// Fills a new file system with what lies where it will be.
static int fill(int mount, const struct csandbox_op *op, struct context *context) {
    int follow = op->mode & CSANDBOX_FOLLOW;
    int target = open_target(op->path, follow);
    if (target < 0) return at_stage(context, 4);
    int result = context->control < 0 ? -1 : copy_tree(target, mount);
    close_quietly(target);
    return result < 0 ? at_stage(context, 6) : 0;
}

static int finish(int mount, const struct csandbox_op *op, struct context *context) {
    if (op->mode & CSANDBOX_COPY_UP) {
        if (fill(mount, op, context) < 0) return -1;
        // Only now, since nothing could have been written before.
        struct mount_attr attributes = {.attr_set = op->number};
        if (syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH, &attributes, sizeof attributes) < 0)
            return at_stage(context, 3);
    }
    return place(mount, op->path, op->mode & CSANDBOX_FOLLOW, context, 4);
}

int mount_new(const struct csandbox_op *op, struct context *context) {
    int fs = (int)syscall(SYS_fsopen, op->text, FSOPEN_CLOEXEC);
    if (fs < 0) return at_stage(context, 0);
    int result = configure(fs, op, context);
    if (result == 0) {
        uint64_t attributes = op->mode & CSANDBOX_COPY_UP ? 0 : op->number;
        int mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
        result = mount < 0 ? at_stage(context, 3) : finish(mount, op, context);
        if (mount >= 0) close_quietly(mount);
    }
    close_quietly(fs);
    return result;
}

int pivot(int root, struct context *context) {
    if (syscall(SYS_fchdir, root) < 0) return at_stage(context, 0);
    if (syscall(SYS_pivot_root, ".", ".") < 0) return at_stage(context, 1);
    // The old root now lies over the new one; pivot_root(2), "pivot_root(".", ".")".
    if (syscall(SYS_umount2, ".", OLD_ROOT_DETACH) < 0) return at_stage(context, 2);
    return (int)syscall(SYS_chdir, "/");
}

int unmount(const char *path, struct context *context) {
    if (syscall(SYS_umount2, path, OLD_ROOT_DETACH) == 0 || errno == ENOENT) return 0;
    // In a user namespace the mounts of the host are locked: an empty file system over one hides it as well.
    if (errno != EINVAL && errno != EPERM) return at_stage(context, 0);
    long covered = syscall(SYS_mount, "tmpfs", path, "tmpfs", 0UL, "size=0,nr_inodes=1,mode=555");
    return covered < 0 ? at_stage(context, 1) : 0;
}

// switch_root(8): an initramfs cannot be pivoted away from, so the new root goes over it.
int move_root(int root, struct context *context) {
    if (syscall(SYS_fchdir, root) < 0) return at_stage(context, 0);
    if (syscall(SYS_move_mount, root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return at_stage(context, 1);
    if (syscall(SYS_chroot, ".") < 0) return at_stage(context, 2);
    return (int)syscall(SYS_chdir, "/");
}

// A copy of the mount at a path, or of the tree of mounts below it.
static int copy_mount(const char *path, unsigned recursive) {
    int source = open_target(path, 0);
    if (source < 0) return -1;
    int copy = (int)syscall(
        SYS_open_tree, source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive);
    close_quietly(source);
    return copy;
}

// All hidden directories show one file system: making one costs more than all its copies, and ending it too.
static int mask_directory(const char *path, struct context *context) {
    if (!context->empty) {
        static const char *const options[] = {"size", "0", "nr_inodes", "1", "mode", "555", NULL};
        context->empty = path;
        struct csandbox_op op = {
            .path = path,
            .text = "tmpfs",
            .list = options,
            .number = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
        return mount_new(&op, context);
    }
    int copy = copy_mount(context->empty, 0);
    if (copy < 0) return at_stage(context, 2);
    int result = place(copy, path, 0, context, 3);
    close_quietly(copy);
    return result;
}

// The null device, and nothing that an image put in its place (CVE-2025-31133).
static int copy_null(void) {
    int null = copy_mount("/dev/null", 0);
    if (null < 0) return -1;
    struct stat status;
    long known = syscall(SYS_newfstatat, null, "", &status, AT_EMPTY_PATH);
    if (known == 0 && S_ISCHR(status.st_mode) && status.st_rdev == 0x103) return null;
    close_quietly(null);
    errno = ENODEV;
    return -1;
}

int mask(const char *path, struct context *context) {
    int target = open_target(path, 0);
    if (target < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : at_stage(context, 0);
    struct stat status;
    int known = (int)syscall(SYS_newfstatat, target, "", &status, AT_EMPTY_PATH);
    close_quietly(target);
    if (known < 0) return at_stage(context, 1);
    if (S_ISDIR(status.st_mode)) return mask_directory(path, context);
    int null = copy_null();
    if (null < 0) return at_stage(context, 2);
    int result = place(null, path, 0, context, 3);
    close_quietly(null);
    return result;
}

int make_readonly(const char *path, struct context *context) {
    int target = open_target(path, 0);
    if (target < 0) return errno == ENOENT ? 0 : at_stage(context, 0);
    close_quietly(target);
    int tree = copy_mount(path, AT_RECURSIVE);
    if (tree < 0) return at_stage(context, 1);
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
    long set = syscall(
        SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes);
    int result = set < 0 ? at_stage(context, 2) : place(tree, path, 0, context, 3);
    close_quietly(tree);
    return result;
}

int set_attributes(const struct csandbox_op *op, struct context *context) {
    int target = open_target(op->path, 1);
    if (target < 0) return at_stage(context, 0);
    struct mount_attr attributes = {
        .attr_set = op->number, .attr_clr = op->number2, .propagation = (uint64_t)op->fd};
    long set = syscall(
        SYS_mount_setattr, target, "", AT_EMPTY_PATH | (op->mode ? AT_RECURSIVE : 0), &attributes,
        sizeof attributes);
    close_quietly(target);
    return set < 0 ? at_stage(context, 1) : 0;
}
