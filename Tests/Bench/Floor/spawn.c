#define _GNU_SOURCE
#include "benchfloor.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/uio.h>
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

// MARK: A process that stays behind

#define ORDER_SIZE (64 * 1024)
#define ORDER_WORDS 256

// What the one behind is told: so many arguments, then the variables, each with its NUL.
struct order {
    uint32_t arguments, variables, length;
    char text[ORDER_SIZE];
};

struct errand {
    char *arguments[ORDER_WORDS + 1];
    char *variables[ORDER_WORDS + 1];
    int descriptors[3];
};

static int run_errand(void *argument) {
    struct errand *errand = argument;
    become(errand->arguments[0], errand->arguments, errand->variables, errand->descriptors, -1);
    return 127;
}

static char *split(char *text, uint32_t count, char **words) {
    for (uint32_t index = 0; index < count; index++) {
        words[index] = text;
        text += strlen(text) + 1;
    }
    words[count] = NULL;
    return text;
}

// The child is the measuring program's own, so that it is waited for as any other.
static int32_t carry_out(struct order *order, const int descriptors[3]) {
    static struct errand errand;
    static char stack[64 * 1024] __attribute__((aligned(16)));
    split(split(order->text, order->arguments, errand.arguments), order->variables, errand.variables);
    memcpy(errand.descriptors, descriptors, sizeof errand.descriptors);
    int pid = clone(run_errand, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD, &errand);
    return pid < 0 ? -errno : pid;
}

static void serve(int channel) {
    static struct order order;
    for (;;) {
        union {
            struct cmsghdr header;
            char space[CMSG_SPACE(3 * sizeof(int))];
        } control;
        struct iovec part = {.iov_base = &order, .iov_len = sizeof order};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        ssize_t size = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
        if (size < 0 && errno == EINTR) continue;
        struct cmsghdr *header = size > 0 ? CMSG_FIRSTHDR(&message) : NULL;
        if (!header || header->cmsg_len != CMSG_LEN(3 * sizeof(int))) _exit(0);
        int descriptors[3];
        memcpy(descriptors, CMSG_DATA(header), sizeof descriptors);
        int32_t answer = carry_out(&order, descriptors);
        for (int index = 0; index < 3; index++) close(descriptors[index]);
        if (send(channel, &answer, sizeof answer, MSG_NOSIGNAL) < 0) _exit(0);
    }
}

int bench_stay_behind(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -1;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        // Ctrl-C is for the one that measures; this one goes with it.
        setpgid(0, 0);
        serve(ends[1]);
    }
    close(ends[1]);
    if (pid > 0) return ends[0];
    close(ends[0]);
    return -1;
}

static int append(struct order *order, char *const *words, uint32_t *count) {
    for (; words[*count]; (*count)++) {
        size_t size = strlen(words[*count]) + 1;
        if (*count == ORDER_WORDS || size > sizeof order->text - order->length) {
            errno = E2BIG;
            return -1;
        }
        memcpy(order->text + order->length, words[*count], size);
        order->length += (uint32_t)size;
    }
    return 0;
}

int32_t bench_spawn_behind(
    int channel, char *const *arguments, char *const *environment, int input, int output, int errors) {
    struct order order = {0};
    if (append(&order, arguments, &order.arguments) < 0) return -1;
    if (append(&order, environment, &order.variables) < 0) return -1;
    const int descriptors[3] = {input, output, errors};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(3 * sizeof(int))];
    } control = {0};
    struct iovec part = {
        .iov_base = &order, .iov_len = offsetof(struct order, text) + order.length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(&control.header), descriptors, sizeof descriptors);
    int32_t answer = 0;
    if (sendmsg(channel, &message, MSG_NOSIGNAL) < 0) return -1;
    ssize_t got;
    do got = recv(channel, &answer, sizeof answer, 0);
    while (got < 0 && errno == EINTR);
    if (got != sizeof answer) {
        errno = EPIPE;
        return -1;
    }
    if (answer >= 0) return answer;
    errno = -answer;
    return -1;
}

// MARK: Waiting

int bench_wait(int32_t pid, int *status) {
    pid_t waited;
    do waited = waitpid(pid, status, 0);
    while (waited < 0 && errno == EINTR);
    return waited < 0 ? -1 : 0;
}

// In a user namespace what was mounted before is locked, and can only be covered.
static int leave(const char *path, int covers) {
    if (unshare(CLONE_NEWNS) < 0) return 1;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return 1;
    if (covers) return mount("none", path, "tmpfs", 0, NULL) < 0 ? 1 : 0;
    return umount2(path, MNT_DETACH) < 0 ? 1 : 0;
}

int bench_namespace_without(const char *path, int covers) {
    int ready[2];
    int go[2];
    if (pipe2(ready, O_CLOEXEC) < 0) return -1;
    if (pipe2(go, O_CLOEXEC) < 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        close(go[1]);
        char failed = (char)leave(path, covers);
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
