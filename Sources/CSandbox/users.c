// User namespaces and their maps; user_namespaces(7).
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_WORDS 1024

static int write_text(const char *path, const char *text, size_t size) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t written = write(fd, text, size);
    int error = errno;
    close(fd);
    errno = error;
    return written == (ssize_t)size ? 0 : -1;
}

static int map_single(const char *path, const char *const *words) {
    char text[64];
    int size = snprintf(text, sizeof text, "%s %s 1\n", words[0], words[1]);
    return write_text(path, text, (size_t)size);
}

// Runs `tool PID WORDS…` and tells whether it exited with 0.
static int run_mapper(const char *tool, pid_t target, const char *const *words) {
    pid_t mapper = fork();
    if (mapper < 0) return -1;
    if (mapper == 0) {
        char number[16];
        const char *arguments[MOST_WORDS + 3] = {tool, number};
        snprintf(number, sizeof number, "%d", (int)target);
        for (size_t index = 0; index < MOST_WORDS && words[index]; index++)
            arguments[index + 2] = words[index];
        execvp(tool, (char *const *)arguments);
        _exit(127);
    }
    int status = 0;
    if (csandbox_wait_status(mapper, &status) < 0) return -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
    errno = ESRCH;
    return -1;
}

// The maps of a process are written from outside its new namespace, so a helper is forked before unshare(2) and
// waits on a pipe until it may begin.
static pid_t fork_mapper(int start, const char *const *users, const char *const *groups) {
    pid_t target = getpid();
    pid_t helper = fork();
    if (helper != 0) return helper;
    char go = 0;
    if (read(start, &go, 1) != 1) _exit(1);
    int failed =
        run_mapper("newuidmap", target, users) < 0 || run_mapper("newgidmap", target, groups) < 0;
    _exit(failed ? 1 : 0);
}

static int is_own(const char *const *words, uint32_t id) {
    return words[0] && words[1] && words[2] && !words[3] && !strcmp(words[2], "1") &&
           strtoul(words[1], NULL, 10) == id;
}

int csandbox_enter_user_namespace(const char *const *users, const char *const *groups) {
    // A user may map its own ids by itself, once it has given up setgroups(2).
    if (is_own(users, geteuid()) && is_own(groups, getegid())) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0) return -1;
        if (write_text("/proc/self/setgroups", "deny", 4) < 0) return -1;
        if (map_single("/proc/self/uid_map", users) < 0) return -1;
        return map_single("/proc/self/gid_map", groups);
    }
    int start[2];
    if (pipe2(start, O_CLOEXEC) < 0) return -1;
    pid_t helper = fork_mapper(start[0], users, groups);
    int failed = helper < 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0;
    int error = errno;
    if (!failed) failed = write(start[1], "x", 1) != 1;
    close(start[0]);
    close(start[1]);
    int status = 1;
    if (helper > 0 && csandbox_wait_status(helper, &status) < 0) failed = 1;
    errno = error;
    if (failed) return -1;
    if (status == 0) return 0;
    errno = ESRCH;
    return -1;
}

int csandbox_user_namespace(const char *uid_map, const char *gid_map) {
    int hold[2];
    if (pipe2(hold, O_CLOEXEC) < 0) return -1;
    struct clone_args arguments = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0) {
        char byte;
        syscall(SYS_close, hold[1]);
        syscall(SYS_read, hold[0], &byte, 1);
        syscall(SYS_exit, 0);
    }
    int error = errno;
    close(hold[0]);
    int result = -1;
    if (pid > 0) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%ld/uid_map", pid);
        int written = write_text(path, uid_map, strlen(uid_map));
        snprintf(path, sizeof path, "/proc/%ld/gid_map", pid);
        if (written == 0) written = write_text(path, gid_map, strlen(gid_map));
        snprintf(path, sizeof path, "/proc/%ld/ns/user", pid);
        if (written == 0) result = open(path, O_RDONLY | O_CLOEXEC);
        error = errno;
    }
    close(hold[1]);
    if (pid > 0) {
        int status;
        csandbox_wait_status((int32_t)pid, &status);
    }
    errno = error;
    return result;
}
