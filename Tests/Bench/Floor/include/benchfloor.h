// What the measurements compare with: the least a container can cost, written as one straight list of system
// calls; and programs started the way a shell would.
#ifndef BENCHFLOOR_H
#define BENCHFLOOR_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: The floor

// One container. All strings and arrays are lent for the call; lists end with NULL.
struct floor_container {
    const char *folder;        // not there yet; gets `upper` and `work`, which stay
    const char *lower;         // the root file system
    const char *attachment;    // an existing directory to attach the root at
    int init;                  // the open first program
    const char *_Nullable const *_Nonnull command;  // argv of that program
    const void *filter;        // struct sock_filter[]
    size_t filter_size;        // in bytes
    const char *_Nullable const *_Nonnull cgroups;  // directories to make and remove
    const char *_Nullable const *_Nonnull limits;   // file, text, file, text, …
    const char *_Nullable const *_Nonnull tasks;    // files that the child writes "0" to
    const char *_Nullable unified;                  // one of `cgroups` to be born in, or NULL
    int ordinary;  // 1 in a user namespace with one id: nobody's devices are made, nobody else's files changed
};

// Makes the container, waits for its end, removes its cgroups.
//
// Returns the exit code, or -1 with errno; *step then names the call that failed.
int floor_run(const struct floor_container *container, const char *_Nullable *_Nonnull step);

// MARK: Other programs

// Starts a program with these descriptors 0, 1 and 2, in a mount namespace (-1: the caller's).
//
// Returns its process id, or -1 with errno.
int32_t bench_spawn(
    const char *path, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment,
    int input, int output, int errors, int mount_namespace);

// Leaves a process where the caller is: for one that goes into a user namespace next. It ends when the caller does.
//
// Returns a descriptor for `bench_spawn_behind`, or -1 with errno.
int bench_stay_behind(void);

// Has that process start a program, which becomes the caller's child all the same; one call at a time.
//
// Returns its process id, or -1 with errno.
int32_t bench_spawn_behind(
    int channel, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment, int input,
    int output, int errors);

// Waits for it; *status is as wait(2) gives it. Returns 0, or -1 with errno.
int bench_wait(int32_t pid, int *status);

// A new mount namespace in which nothing is mounted at `path`, or something empty where `covers` is 1. Returns a
// descriptor that the caller closes, or -1.
int bench_namespace_without(const char *path, int covers);

#pragma clang assume_nonnull end
#endif
