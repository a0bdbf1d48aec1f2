// libgit2, and the settings that its variadic git_libgit2_opts keeps from Swift.
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/mempack.h>

// Objects are not hashed again when they are read: git does not either, and it is half of the time.
static inline int cgit_trust_object_store(void) {
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
}

// A repository of another user's is only read here, and none of its hooks or helpers ever runs.
static inline int cgit_accept_any_owner(void) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

// A file of certificates in place of the system's.
static inline int cgit_trust_authorities(const char *file) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, (const char *)0);
}
