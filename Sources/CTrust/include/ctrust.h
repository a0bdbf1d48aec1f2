// The certificates that libgit2 trusts, read when they are needed.
//
// libgit2 1.5 built with mbed TLS reads all certificates of the system when it starts (git_mbedtls_stream_global_init):
// 2 ms of every command, and no setting of it says otherwise. The program's own mbedtls_x509_crt_parse_file comes before
// the library's for the dynamic linker, and does nothing until a connection is going to be made. It is weak: where the
// library is linked statically, it is the library's that counts, and nothing is saved.
#pragma once

// From here on certificates are read. The file that libgit2 wanted to read at its start, or NULL: to be read with
// GIT_OPT_SET_SSL_CERT_LOCATIONS.
const char *_Nullable ctrust_read_certificates(void);
