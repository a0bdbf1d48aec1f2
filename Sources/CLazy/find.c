#include "clazy.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include <git2/version.h>

const struct lazy_library lazy_git2 = {"libgit2.so." LIBGIT2_SOVERSION, "libgit2-" LIBGIT2_SOVERSION};
const struct lazy_library lazy_archive = {"libarchive.so.13", "libarchive13"};
const struct lazy_library lazy_nftables = {"libnftables.so.1", "libnftables1"};

void *lazy_find(struct lazy_function *function) {
    const struct lazy_library *library = function->library;
    // Opened as often as it has functions that are called; dlopen(3) counts, and none is ever closed.
    void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    void *address = handle ? dlsym(handle, function->name) : NULL;
    if (!address) {
        fprintf(stderr, "cuvette: %s\nInstall Debian's package %s.\n",
                dlerror(), library->package);
        exit(3);
    }
    __atomic_store_n(&function->address, address, __ATOMIC_RELAXED);
    return address;
}
