// A program carried out by a process of its own: the static init, started for nothing else. It can wait for its
// starter, fork, run hooks and be left behind by its starter, which a child in shared memory cannot.
#define _GNU_SOURCE
#include "operations.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define STATE_LIMIT (1 << 20)

static int tell(int control, int32_t word, int32_t value) {
    struct csandbox_message message = {.word = word, .value = value};
    ssize_t sent;
    do sent = send(control, &message, sizeof message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

// Waits for a packet. A starter that is gone takes the half-made container with it.
static ssize_t hear(int control, void *buffer, size_t size) {
    ssize_t count;
    do count = recv(control, buffer, size, 0);
    while (count < 0 && errno == EINTR);
    if (count <= 0) _exit(125);
    return count;
}

int tell_descriptor(int32_t word, int fd, struct context *context) {
    struct csandbox_message text = {.word = word};
    if (csandbox_send_descriptor(context->control, &text, sizeof text, fd) < 0) return -1;
    char answer;
    hear(context->control, &answer, 1);
    return 0;
}

static int synchronize(int32_t number, struct context *context) {
    if (tell(context->control, CSANDBOX_WAITS, number) < 0) return -1;
    char answer;
    hear(context->control, &answer, 1);
    return 0;
}

static int fork_rest(const struct csandbox_op *op, struct context *context) {
    struct clone_args arguments = {
        // A sibling: the starter waits for it as for this process.
        .flags = op->number | CLONE_PARENT | (op->fd >= 0 ? CLONE_INTO_CGROUP : 0),
        .cgroup = op->fd >= 0 ? (uint64_t)op->fd : 0,
    };
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0) return -1;
    if (pid == 0) return 0;
    _exit(tell(context->control, CSANDBOX_FORKED, (int32_t)pid) < 0);
}

// MARK: Hooks

// The state, in a file that the hook reads as its standard input.
static int state_file(struct context *context) {
    static char state[STATE_LIMIT];
    if (tell(context->control, CSANDBOX_WANTS_STATE, 0) < 0) return -1;
    ssize_t size = hear(context->control, state, sizeof state);
    int file = memfd_create("state", MFD_CLOEXEC);
    if (file < 0) return -1;
    if (write(file, state, (size_t)size) == size && lseek(file, 0, SEEK_SET) == 0) return file;
    close_quietly(file);
    return -1;
}

static void run_hook(const struct csandbox_op *op, int state) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(state, 0);
    execve(op->path, (char *const *)op->list, (char *const *)op->list2);
    _exit(errno == ENOENT ? 127 : 126);
}

// Waits for a hook that has `seconds` (0: all it wants). Returns its wait status, or -1 with errno.
static int await_hook(pid_t pid, uint32_t seconds) {
    if (seconds) {
        int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
        struct pollfd watched = {.fd = descriptor, .events = POLLIN};
        int ready = descriptor < 0 ? -1 : poll(&watched, 1, (int)(seconds > 2000000 ? 2000000 : seconds) * 1000);
        if (descriptor >= 0) close_quietly(descriptor);
        if (ready <= 0) kill(pid, SIGKILL);
        if (ready == 0) {
            waitpid(pid, NULL, 0);
            errno = ETIMEDOUT;
            return -1;
        }
    }
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}

static int hook(const struct csandbox_op *op, struct context *context) {
    int state = state_file(context);
    if (state < 0) return at_stage(context, 0);
    pid_t pid = fork();
    if (pid == 0) run_hook(op, state);
    close_quietly(state);
    if (pid < 0) return at_stage(context, 1);
    int status = await_hook(pid, op->mode);
    if (status == 0) return 0;
    if (status < 0) return at_stage(context, 2);
    context->failure->detail = status;
    errno = ECANCELED;
    return at_stage(context, 3);
}

// MARK: The container's own program

static const char *search_path(const char *_Nullable const *_Nullable environment) {
    for (const char *_Nullable const *entry = environment; entry && *entry; entry++)
        if (!strncmp(*entry, "PATH=", 5)) return *entry + 5;
    return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

static int is_program(const char *path) {
    struct stat status;
    if (stat(path, &status) < 0) return -1;
    if (!S_ISREG(status.st_mode) || !(status.st_mode & 0111)) {
        errno = EACCES;
        return -1;
    }
    return 0;
}

// Tries `attempt` on every place where the program may lie, until one succeeds. The error that tells the most stays:
// a program that may not be run says more than all those that are not there.
static int search(const struct csandbox_op *op, int (*attempt)(const char *, const struct csandbox_op *)) {
    const char *name = op->list[0];
    if (strchr(name, '/')) return attempt(name, op);
    int error = ENOENT;
    for (const char *place = search_path(op->list2); place && *name;) {
        const char *end = strchrnul(place, ':');
        char path[PATH_MAX];
        size_t length = (size_t)(end - place);
        if (length + strlen(name) + 2 <= sizeof path) {
            memcpy(path, place, length);
            path[length] = '/';
            strcpy(path + length + (length ? 1 : 0), name);
            if (attempt(path, op) == 0) return 0;
            if (errno != ENOENT && errno != ENOTDIR) error = errno;
        }
        place = *end ? end + 1 : NULL;
    }
    errno = error;
    return -1;
}

static int try_find(const char *path, const struct csandbox_op *op) {
    (void)op;
    return is_program(path);
}

static int try_run(const char *path, const struct csandbox_op *op) {
    return execve(path, (char *const *)op->list, (char *const *)op->list2);
}

static int run(const struct csandbox_op *op) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return search(op, try_run);
}

// MARK: Waiting for the start

static void end_by_signal(int number) {
    _exit(128 + number);
}

// The first process of a PID namespace is not ended by a signal that it does not handle; a container that has not
// been started yet must be.
static void take_signals(void) {
    static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM};
    struct sigaction action = {.sa_handler = end_by_signal};
    for (size_t index = 0; index < sizeof ending / sizeof *ending; index++)
        sigaction(ending[index], &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int await_start(int listener, struct context *context) {
    close(context->control);
    take_signals();
    int connection;
    do connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    while (connection < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (connection < 0) _exit(125);
    context->control = connection;
    char word;
    hear(connection, &word, 1);
    return 0;
}

int perform_in_stage(const struct csandbox_op *op, struct context *context) {
    switch ((enum csandbox_kind)op->kind) {
    case CSANDBOX_FORK: return fork_rest(op, context);
    case CSANDBOX_SYNC: return synchronize((int32_t)op->number, context);
    case CSANDBOX_HOOK: return hook(op, context);
    case CSANDBOX_TERMINAL: return make_terminal(op, context);
    case CSANDBOX_FIND: return search(op, try_find);
    case CSANDBOX_ACCEPT: return await_start(op->fd, context);
    case CSANDBOX_RUN: return run(op);
    default: errno = EINVAL; return -1;
    }
}

// MARK: The stage itself

static struct csandbox_program *_Nullable load(int file) {
    struct stat status;
    if (fstat(file, &status) < 0 || status.st_size < (off_t)sizeof(struct csandbox_program)) return NULL;
    void *memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    close(file);
    return memory == MAP_FAILED ? NULL : memory;
}

_Noreturn void csandbox_stage(int file, int control) {
    // Nobody in the container may look at us, or through us, before we are the container's own program.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
    struct csandbox_program *program = load(file);
    if (!program) _exit(125);
    struct csandbox_failure failure = {.index = -2, .error = EPROTO};
    struct context context = {.failure = &failure, .control = control};
    uint64_t count = program->format == csandbox_format() ? program->count : 0;
    const struct csandbox_op *ops = count ? csandbox_relocate(program) : NULL;
    for (uint64_t index = 0; index < count; index++) {
        failure.stage = 0;
        if (perform(&ops[index], &context) == 0) continue;
        failure.error = errno;
        failure.index = (int32_t)index;
        break;
    }
    struct csandbox_message message = {.word = CSANDBOX_FAILED, .failure = failure};
    send(context.control, &message, sizeof message, MSG_NOSIGNAL);
    _exit(127);
}
