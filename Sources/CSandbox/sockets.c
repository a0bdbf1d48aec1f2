// Unix sockets, and descriptors that travel over them.
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

long csandbox_receive(int socket, void *buffer, size_t size, int *fd) {
    struct iovec part = {.iov_base = buffer, .iov_len = size};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    *fd = -1;
    ssize_t count;
    do count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    struct cmsghdr *rights = count < 0 ? NULL : CMSG_FIRSTHDR(&message);
    if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(rights), sizeof *fd);
    return count;
}

int csandbox_send_descriptor(int socket, const void *bytes, size_t size, int fd) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = size};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &fd, sizeof fd);
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

// Closes a socket, and leaves errno as what went wrong with it.
static int given_up(int fd) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

// An address in a directory that is open: a path in a socket address may have 107 characters only.
static int in_directory(int directory, const char *name, struct sockaddr_un *address) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = snprintf(
        address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", directory, name);
    if (length > 0 && (size_t)length < sizeof address->sun_path) return 0;
    errno = ENAMETOOLONG;
    return -1;
}

static int listen_at(int directory, const char *name, int type, int backlog) {
    struct sockaddr_un address;
    if (in_directory(directory, name, &address) < 0) return -1;
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, backlog) == 0) return fd;
    return given_up(fd);
}

int csandbox_listen(int directory, const char *name) {
    return listen_at(directory, name, SOCK_SEQPACKET, 1);
}

int csandbox_listen_stream(int directory, const char *name) {
    return listen_at(directory, name, SOCK_STREAM, 16);
}

int csandbox_listen_datagrams(int directory, const char *name) {
    struct sockaddr_un address;
    if (in_directory(directory, name, &address) < 0) return -1;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    unlinkat(directory, name, 0);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && fchmodat(directory, name, 0777, 0) == 0)
        return fd;
    return given_up(fd);
}

int csandbox_send_datagram(const char *text, const void *bytes, size_t size) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(text);
    if (length == 0 || length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, text, length);
    if (text[0] == '@') address.sun_path[0] = 0;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    socklen_t whole = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    ssize_t sent = sendto(fd, bytes, size, MSG_NOSIGNAL, (struct sockaddr *)&address, whole);
    if (sent < 0) return given_up(fd);
    close(fd);
    return 0;
}

int csandbox_connect(int directory, const char *name) {
    struct sockaddr_un address;
    if (in_directory(directory, name, &address) < 0) return -1;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    return given_up(fd);
}

int csandbox_connect_stream(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    return given_up(fd);
}
