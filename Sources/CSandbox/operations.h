// What the files of this folder share: carrying out one operation of a program.
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "csandbox.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang assume_nonnull begin

// What one process that carries out a program knows besides it.
struct context {
    struct csandbox_failure *failure;
    const char *_Nullable empty;  // the first directory that has been hidden
    int arrived;                  // whether a working directory has been entered
    int control;                  // to the starter; -1 where the process shares the starter's memory
};

// Notes which call of an operation failed, for messages such as "cannot mount proc: … (fsopen)".
static inline int at_stage(struct context *context, int stage) {
    context->failure->stage = stage;
    return -1;
}

// close(2) that leaves errno to whatever went before.
static inline void close_quietly(int fd) {
    int error = errno;
    syscall(SYS_close, fd);
    errno = error;
}

// Carries out one operation. Returns 0, or -1 with errno and the failure's stage set.
int perform(const struct csandbox_op *op, struct context *context);

// MARK: targets.c: finding and making places below the root, which is the working directory

// Opens a place (O_PATH); `follow` says whether symbolic links are followed, which never leads out of the root.
int open_target(const char *path, int follow);
int make_target(const struct csandbox_op *op, struct context *context);
int make_entry(const struct csandbox_op *op, struct context *context);
int write_proc(const struct csandbox_op *op, struct context *context);

// MARK: mounts.c

int pivot(int root, struct context *context);
int unmount(const char *path, struct context *context);
int move_root(int root, struct context *context);
int mount_new(const struct csandbox_op *op, struct context *context);
int place_lent(const struct csandbox_op *op, struct context *context);
int place(int mount, const char *path, int follow, struct context *context, int stage);
int mask(const char *path, struct context *context);
int make_readonly(const char *path, struct context *context);
int set_attributes(const struct csandbox_op *op, struct context *context);

// MARK: copy.c: only in a stage, since it allocates

// Copies what the directory `from` holds into the directory `to`, with owners, modes and times.
int copy_tree(int from, int to);

// MARK: privileges.c

int bound(uint64_t kept);
int become(const struct csandbox_op *op, struct context *context);
int raise_permitted(void);
int set_capabilities(const struct csandbox_op *op);
int scope(uint64_t scopes, struct context *context);
int load_filter(const struct csandbox_op *op, struct context *context);
int new_session(struct context *context);

// MARK: stage.c: only in a stage

int perform_in_stage(const struct csandbox_op *op, struct context *context);
// Hands a descriptor to the starter and waits for its word; returns 0 or -1.
int tell_descriptor(int32_t word, int fd, struct context *context);

// MARK: terminal.c: only in a stage

int make_terminal(const struct csandbox_op *op, struct context *context);

#pragma clang assume_nonnull end
#endif
