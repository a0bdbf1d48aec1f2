// What a process may do, taken away step by step. No wrapper of libc's: glibc's setuid and setgroups signal all
// threads, which in shared memory are the starter's.
#define _GNU_SOURCE
#include "operations.h"

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/types.h>

int bound(uint64_t kept) {
    for (int capability = 0; capability < 64; capability++) {
        if (kept & (1ULL << capability)) continue;
        // EINVAL: the kernel has no capability of that number, and none above.
        if (syscall(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) return errno == EINVAL ? 0 : -1;
    }
    return 0;
}

int become(const struct csandbox_op *op, struct context *context) {
    // An id of all ones means "unchanged" to the kernel: whoever asks for it would stay root.
    if ((uint32_t)op->number == ~0U || (uint32_t)op->number2 == ~0U) {
        errno = EINVAL;
        return at_stage(context, 3);
    }
    if (syscall(SYS_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return at_stage(context, 0);
    // EPERM: a user namespace with a single id forbids setgroups; there are no groups to leave then either.
    if (!(op->mode & 2) && syscall(SYS_setgroups, op->size / sizeof(gid_t), op->bytes) < 0 &&
        !(errno == EPERM && op->mode & 1))
        return at_stage(context, 1);
    if (syscall(SYS_setresgid, op->number2, op->number2, op->number2) < 0) return at_stage(context, 2);
    if (syscall(SYS_setresuid, op->number, op->number, op->number) < 0) return at_stage(context, 3);
    return 0;
}

int raise_permitted(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) < 0) return -1;
    for (int half = 0; half < 2; half++) data[half].effective = data[half].permitted;
    return (int)syscall(SYS_capset, &header, data);
}

int set_capabilities(const struct csandbox_op *op) {
    const uint64_t *sets = op->bytes;
    uint64_t effective = sets[0], permitted = sets[1], inheritable = sets[2], ambient = sets[3];
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {
        {(uint32_t)effective, (uint32_t)permitted, (uint32_t)inheritable},
        {(uint32_t)(effective >> 32), (uint32_t)(permitted >> 32), (uint32_t)(inheritable >> 32)}};
    if (syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return -1;
    if (syscall(SYS_capset, &header, data) < 0) return -1;
    for (int capability = 0; capability < 64; capability++) {
        if (!(ambient & (1ULL << capability))) continue;
        if (syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0) return -1;
    }
    return 0;
}

// landlock(7). The headers of Debian 12 do not know scopes yet.
struct landlock_rules {
    uint64_t handled_access_fs, handled_access_net, scoped;
};

int scope(uint64_t scopes, struct context *context) {
    struct landlock_rules rules = {.scoped = scopes};
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (fd < 0) return at_stage(context, 0);
    int result = (int)syscall(SYS_landlock_restrict_self, fd, 0);
    close_quietly(fd);
    return result < 0 ? at_stage(context, 1) : 0;
}

int load_filter(const struct csandbox_op *op, struct context *context) {
    struct sock_fprog program = {
        .len = (unsigned short)(op->size / sizeof(struct sock_filter)),
        .filter = (struct sock_filter *)op->bytes};
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, op->number, &program);
    if (listener < 0) return at_stage(context, 0);
    if (!(op->number & SECCOMP_FILTER_FLAG_NEW_LISTENER)) return 0;
    int result = tell_descriptor(CSANDBOX_LISTENS, listener, context);
    close_quietly(listener);
    return result < 0 ? at_stage(context, 1) : 0;
}

int new_session(struct context *context) {
    if (syscall(SYS_setsid) < 0) return at_stage(context, 0);
    // ENOSYS: a kernel without keyrings; EDQUOT: the user's key quota is spent, and then no key of the host's can
    // be reached either, since keyctl is refused by the filter.
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL, 0, 0, 0) < 0 && errno != ENOSYS &&
        errno != EDQUOT)
        return at_stage(context, 1);
    return 0;
}
