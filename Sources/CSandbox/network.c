// One line each: the calls around network namespaces and sockets that Swift's Glibc module hides.
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

int csandbox_enter_network(int network) { return setns(network, CLONE_NEWNET); }

int csandbox_own_network(void) {
    // /proc/self is the process; its other threads are in other namespaces.
    return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

int csandbox_new_network(void) {
    if (unshare(CLONE_NEWNET) < 0) return -1;
    return csandbox_own_network();
}

int csandbox_socket(int family, int type, int wait) {
    return socket(family, type | SOCK_CLOEXEC | (wait ? 0 : SOCK_NONBLOCK), 0);
}

int csandbox_accept(int listener, void *address, uint32_t *size) {
    int accepted;
    do accepted = accept4(listener, address, size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    while (accepted < 0 && errno == EINTR);
    return accepted;
}
