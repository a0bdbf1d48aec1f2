// The first process of every container: starts the step's command, reaps what is orphaned, hands signals on, tells
// the runner how the command ended, and ends the container when the runner is gone. Static, and run from a
// sealed memory file, so that nothing inside can change it or reach the runner through it.
//
// It is also what carries out a program in a process of its own (csandbox_stage), being small, static and sealed:
// argv: cuvette-stage PROGRAM CONTROL (numbers of descriptors).
//
// And it is what `cuvette container run --init` puts under a command: PATH/cuvette-reaper COMMAND [ARGUMENT…], without
// a runner; it ends with the command's exit code, or 128 and the signal's number.
//
// argv: cuvette-init DIRECTORY COMMAND [ARGUMENT…]. Descriptor 3: a SOCK_SEQPACKET to the runner, which gets one
// `struct message`; its end going away means that the runner died.
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNNER 3

// Read by Containers/ExitMessage.swift; both sides are of one build and one machine.
struct message {
    int32_t kind;       // 1: the command ended; 2: it could not be run; 3: its directory could not be entered
    int32_t status;     // kind 1: as wait(2) gives it; 2 and 3: errno
    int32_t survivors;  // 1 where other processes were still there and have been ended with the container
    int32_t reserved;
    int64_t user_microseconds;
    int64_t system_microseconds;
    int64_t peak_kilobytes;  // of the largest single process
};

// What the Swift driver links into every program registers its Swift metadata by the first call before main(), and
// keeps the second for backtraces. There is no Swift here, and these definitions keep the Swift runtime out, with its
// constructors (some 30 system calls) and 6 MB, which each container would otherwise load.
void swift_addNewDSOImage(const void *sections);
void swift_addNewDSOImage(const void *sections) { (void)sections; }
int _swift_backtrace_isThunkFunction(const char *name);
int _swift_backtrace_isThunkFunction(const char *name) { return name == NULL; }

static int has_runner = 1;

static void tell(int32_t kind, int32_t status) {
    if (!has_runner) return;
    struct message message = {.kind = kind, .status = status};
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) {
        message.user_microseconds = usage.ru_utime.tv_sec * 1000000LL + usage.ru_utime.tv_usec;
        message.system_microseconds = usage.ru_stime.tv_sec * 1000000LL + usage.ru_stime.tv_usec;
        message.peak_kilobytes = usage.ru_maxrss;
    }
    message.survivors = kill(-1, 0) == 0;
    while (send(RUNNER, &message, sizeof message, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
}

static void run_command(const char *directory, char **command) {
    setpgid(0, 0);
    // On a terminal the command's group is the one that may read; SIGTTOU is still blocked here.
    if (!has_runner) tcsetpgrp(STDIN_FILENO, getpid());
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (directory && chdir(directory) < 0) {
        tell(3, errno);
        _exit(127);
    }
    execvp(command[0], command);
    int error = errno;
    tell(2, error);
    _exit(error == ENOENT ? 127 : 126);
}

// Reaps whatever has ended; returns 1 and the status when the command itself has.
static int reap(pid_t command, int *status) {
    for (;;) {
        int ended = 0;
        pid_t pid = waitpid(-1, &ended, WNOHANG);
        if (pid <= 0) return 0;
        if (pid == command) {
            *status = ended;
            return 1;
        }
    }
}

int main(int count, char **arguments) {
    const char *name = strrchr(arguments[0], '/');
    if (name && !strcmp(name + 1, "cuvette-reaper")) has_runner = 0;
    if (count < (has_runner ? 3 : 2)) return 125;
    if (!strcmp(arguments[0], "cuvette-stage")) csandbox_stage(atoi(arguments[1]), atoi(arguments[2]));
    // Keeps /proc/1 from the container, in which the command may run under the same user.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (has_runner) fcntl(RUNNER, F_SETFD, FD_CLOEXEC);
    // The runner started us with all signals blocked, so that none was lost.
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    int signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
    // Nothing is copied, and we sleep until the command's own program runs; all that run_command does until then is
    // system calls.
    pid_t command = vfork();
    if (command == 0) run_command(has_runner ? arguments[1] : NULL, arguments + (has_runner ? 2 : 1));
    if (command < 0) {
        tell(2, errno);
        return 125;
    }
    // Here as well as there, whichever comes first: a signal must find the group.
    setpgid(command, command);
    struct pollfd watched[2] = {
        {.fd = signals, .events = POLLIN}, {.fd = has_runner ? RUNNER : -1, .events = POLLIN}};
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) return 125;
        if (watched[1].revents) return 125;
        struct signalfd_siginfo signal;
        while (read(signals, &signal, sizeof signal) == (ssize_t)sizeof signal) {
            if (signal.ssi_signo != SIGCHLD) {
                kill(-command, (int)signal.ssi_signo);
                continue;
            }
            int status = 0;
            if (!reap(command, &status)) continue;
            tell(1, status);
            if (has_runner) return 0;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
}
