// Libraries that are opened at the first call of one of their functions.
//
// A program that is linked with libgit2, libarchive and libnftables loads 27 more libraries with them, whatever it does,
// which is a third of the time that it takes to start. Here each of their functions that we call is defined as a jump
// through a slot, which at first leads to lazy_bind: that opens the library, looks the function up and fills the slot.
// Programs are linked with these definitions and not with the libraries.
#ifndef CLAZY_H
#define CLAZY_H

// One library: its file, as ld.so(8) looks for it, and the Debian package it comes with.
struct lazy_library {
    const char *file;
    const char *package;
};

// One function of a library. `address` is read by the jump, so it comes first.
struct lazy_function {
    void *address;
    const char *name;
    const struct lazy_library *library;
};

extern const struct lazy_library lazy_git2, lazy_archive, lazy_nftables;

// Finds the function and fills its slot; ends the process with a message where it cannot.
void *lazy_find(struct lazy_function *function);

// From here on libgit2 reads certificates. The file that it wanted to read at its start, or NULL: to be read with
// GIT_OPT_SET_SSL_CERT_LOCATIONS.
const char *lazy_read_certificates(void);

#endif
