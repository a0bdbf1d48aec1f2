#define _GNU_SOURCE
#include "benchfloor.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(
    const char *path, char *const *arguments, char *const *environment, const int descriptors[3],
    int mount_namespace) {
    // A signal that the caller watches by other means is ignored by it, and exec hands that on.
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (mount_namespace >= 0 && setns(mount_namespace, CLONE_NEWNS) < 0) return;
    for (int number = 0; number < 3; number++)
        if (dup2(descriptors[number], number) < 0) return;
    execve(path, arguments, environment);
}

int32_t bench_spawn(
    const char *path, char *const *arguments, char *const *environment, int input, int output, int errors,
    int mount_namespace) {
    const int descriptors[3] = {input, output, errors};
    pid_t pid = vfork();
    if (pid == 0) {
        become(path, arguments, environment, descriptors, mount_namespace);
        _exit(127);
    }
    return pid;
}

int bench_wait(int32_t pid, int *status) {
    pid_t waited;
    do waited = waitpid(pid, status, 0);
    while (waited < 0 && errno == EINTR);
    return waited < 0 ? -1 : 0;
}

static int leave(const char *path) {
    if (unshare(CLONE_NEWNS) < 0) return 1;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return 1;
    return umount2(path, MNT_DETACH) < 0 ? 1 : 0;
}

int bench_namespace_without(const char *path) {
    int ready[2];
    int go[2];
    if (pipe2(ready, O_CLOEXEC) < 0) return -1;
    if (pipe2(go, O_CLOEXEC) < 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        close(go[1]);
        char failed = (char)leave(path);
        if (write(ready[1], &failed, 1) == 1 && read(go[0], &failed, 1) >= 0) _exit(0);
        _exit(1);
    }
    char failed = 1;
    int namespace = -1;
    if (child > 0 && read(ready[0], &failed, 1) == 1 && !failed) {
        char name[64];
        snprintf(name, sizeof name, "/proc/%d/ns/mnt", (int)child);
        namespace = open(name, O_RDONLY | O_CLOEXEC);
    }
    close(ready[0]);
    close(ready[1]);
    close(go[0]);
    close(go[1]);
    if (child > 0) waitpid(child, NULL, 0);
    return namespace;
}
