// Filling a fresh file system with what lay in its place (the mount option `tmpcopyup`).
#define _GNU_SOURCE
#include "operations.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#define DEEPEST 256

static int copy_entries(int from, int to, int depth);

static int copy_file(int from, const char *name, int to, const struct stat *status) {
    int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (source < 0) return -1;
    int target = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int result = target < 0 ? -1 : 0;
    for (off_t left = status->st_size; result == 0 && left > 0;) {
        ssize_t count = sendfile(target, source, NULL, (size_t)left);
        if (count < 0) result = -1;
        if (count <= 0) break;
        left -= count;
    }
    close_quietly(source);
    if (target >= 0) close_quietly(target);
    return result;
}

static int copy_link(int from, const char *name, int to) {
    char target[4096];
    ssize_t length = readlinkat(from, name, target, sizeof target - 1);
    if (length < 0) return -1;
    target[length] = 0;
    return symlinkat(target, to, name);
}

static int copy_directory(int from, const char *name, int to, int depth) {
    if (mkdirat(to, name, 0700) < 0) return -1;
    int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (source < 0) return -1;
    int target = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int result = target < 0 ? -1 : copy_entries(source, target, depth + 1);
    if (target >= 0) close_quietly(target);
    close_quietly(source);
    return result;
}

static int copy_entry(int from, const char *name, int to, int depth) {
    struct stat status;
    if (fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) < 0) return -1;
    int made;
    if (S_ISDIR(status.st_mode)) made = copy_directory(from, name, to, depth);
    else if (S_ISREG(status.st_mode)) made = copy_file(from, name, to, &status);
    else if (S_ISLNK(status.st_mode)) made = copy_link(from, name, to);
    else made = mknodat(to, name, status.st_mode, status.st_rdev);
    if (made < 0) return -1;
    if (fchownat(to, name, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) < 0) return -1;
    if (!S_ISLNK(status.st_mode) && fchmodat(to, name, status.st_mode & 07777, 0) < 0) return -1;
    struct timespec times[2] = {status.st_atim, status.st_mtim};
    return utimensat(to, name, times, AT_SYMLINK_NOFOLLOW);
}

static int copy_entries(int from, int to, int depth) {
    if (depth > DEEPEST) {
        errno = ELOOP;
        return -1;
    }
    DIR *directory = fdopendir(fcntl(from, F_DUPFD_CLOEXEC, 3));
    if (!directory) return -1;
    int result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(directory));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        result = copy_entry(from, entry->d_name, to, depth);
    }
    int error = errno;
    closedir(directory);
    errno = error;
    return result;
}

int copy_tree(int from, int to) {
    // `from` was opened to be found only; what it holds needs a descriptor of its own.
    int source = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (source < 0) return -1;
    struct stat status;
    int result = fstat(source, &status);
    if (result == 0) result = copy_entries(source, to, 0);
    // By name, since a mount's descriptor is one that only finds (O_PATH).
    if (result == 0) result = fchownat(to, ".", status.st_uid, status.st_gid, 0);
    if (result == 0) result = fchmodat(to, ".", status.st_mode & 07777, 0);
    close_quietly(source);
    return result;
}
