// The certificates that libgit2 trusts, read when they are needed.
//
// libgit2 1.5 built with mbed TLS reads all certificates of the system when it starts (git_mbedtls_stream_global_init):
// 2 ms of every command that looks at a repository, and no setting of it says otherwise. A program's own function of that
// name comes before the library's for the dynamic linker, where the program exports it, and does nothing until a
// connection is going to be made.
#define _GNU_SOURCE
#include "clazy.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>

typedef int reader(void *chain, const char *path);

static atomic_int wanted;
static char deferred[PATH_MAX];

int mbedtls_x509_crt_parse_file(void *chain, const char *path);

__attribute__((visibility("default"))) int mbedtls_x509_crt_parse_file(void *chain, const char *path) {
    if (!wanted) {
        // Only libgit2's start comes here, which it makes once and under a lock.
        snprintf(deferred, sizeof deferred, "%s", path);
        return 0;
    }
    // The library's own, among those that came with libgit2.
    void *handle = dlopen(lazy_git2.file, RTLD_NOW | RTLD_NOLOAD);
    reader *original = handle ? (reader *)dlsym(handle, "mbedtls_x509_crt_parse_file") : NULL;
    return original ? original(chain, path) : -1;
}

const char *lazy_read_certificates(void) {
    wanted = 1;
    return deferred[0] ? deferred : NULL;
}
