// Starting a process that shares its starter's memory until it runs another program.
#define _GNU_SOURCE
#include "operations.h"

#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>

struct child {
    const struct csandbox_op *ops;
    size_t count;
    struct csandbox_failure *failure;
};

// The kernel's own sigaction; glibc's takes a lock for SIGABRT (swift-subprocess#374).
struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
};

static int run_child(void *argument) {
    struct child *child = argument;
    // exec resets caught signals but hands ignored ones on, and a Swift program ignores SIGPIPE.
    struct kernel_sigaction standard = {0};
    for (int number = 1; number <= 64; number++)
        syscall(SYS_rt_sigaction, number, &standard, NULL, sizeof(uint64_t));
    // All signals stay blocked until the init takes them: one that came earlier would be lost, since the first
    // process of a PID namespace is not ended by signals that it does not handle.
    struct context context = {.failure = child->failure, .control = -1};
    for (size_t index = 0; index < child->count; index++) {
        child->failure->stage = 0;
        if (perform(&child->ops[index], &context) < 0) {
            child->failure->error = errno;
            child->failure->index = (int32_t)index;
            return 127;
        }
    }
    return 127;
}

// clone3 with a stack of its own for the child: the child must not return into the parent's frame, so the call
// and the child's first steps are one piece of assembly.
static long clone3_on_stack(struct clone_args *arguments, int (*entry)(void *), void *argument) {
#if defined(__x86_64__)
    register long result __asm__("rax") = SYS_clone3;
    register void *first __asm__("rdi") = arguments;
    register size_t second __asm__("rsi") = sizeof *arguments;
    register void *entry_register __asm__("r8") = (void *)entry;
    register void *argument_register __asm__("r9") = argument;
    __asm__ volatile(
        "syscall\n\t"
        "test %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xor %%ebp, %%ebp\n\t"
        "mov %%r9, %%rdi\n\t"
        "call *%%r8\n\t"
        "mov %%eax, %%edi\n\t"
        "mov %[exit], %%eax\n\t"
        "syscall\n\t"
        "hlt\n\t"
        "1:"
        : "+r"(result)
        : "r"(first), "r"(second), "r"(entry_register), "r"(argument_register), [exit] "i"(SYS_exit)
        : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long result __asm__("x0") = (long)arguments;
    register size_t second __asm__("x1") = sizeof *arguments;
    register long number __asm__("x8") = SYS_clone3;
    register void *entry_register __asm__("x10") = (void *)entry;
    register void *argument_register __asm__("x11") = argument;
    __asm__ volatile(
        "svc #0\n\t"
        "cbnz x0, 1f\n\t"
        "mov x29, #0\n\t"
        "mov x0, x11\n\t"
        "blr x10\n\t"
        "mov x8, %[exit]\n\t"
        "svc #0\n\t"
        "brk #1\n\t"
        "1:"
        : "+r"(result)
        : "r"(second), "r"(number), "r"(entry_register), "r"(argument_register), [exit] "i"(SYS_exit)
        : "memory");
    return result;
#else
#error "Cuvette knows x86-64 and AArch64"
#endif
}

#define CHILD_STACK_SIZE (128 * 1024)

int32_t csandbox_start(
    uint64_t flags, int cgroup, const struct csandbox_op *ops, size_t count, int *pidfd,
    struct csandbox_failure *failure) {
    *failure = (struct csandbox_failure){.index = -1};
    void *stack = mmap(
        NULL, CHILD_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        failure->error = errno;
        return -1;
    }
    int descriptor = -1;
    struct child child = {.ops = ops, .count = count, .failure = failure};
    struct clone_args arguments = {
        .flags = flags | CLONE_VM | CLONE_VFORK | CLONE_PIDFD | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
        .pidfd = (uint64_t)(uintptr_t)&descriptor,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = CHILD_STACK_SIZE,
        .cgroup = cgroup >= 0 ? (uint64_t)cgroup : 0,
    };
    // Blocked in the child too: a handler of the parent's must not run there.
    uint64_t all = ~0ULL, before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    long pid = clone3_on_stack(&arguments, run_child, &child);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    munmap(stack, CHILD_STACK_SIZE);
    if (pid < 0) {
        failure->error = (int32_t)-pid;
        return -1;
    }
    if (failure->index >= 0) {
        csandbox_reap(descriptor);
        close(descriptor);
        return -1;
    }
    *pidfd = descriptor;
    return (int32_t)pid;
}
