// A terminal of the container's own devpts. The runtime never sees a path of it: the container's side comes from the
// other one (TIOCGPTPEER), so an image cannot put something in its place (CVE-2025-52565).
#define _GNU_SOURCE
#include "operations.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

static int open_pair(const struct csandbox_op *op, int pair[2], struct context *context) {
    struct open_how how = {
        .flags = O_RDWR | O_NOCTTY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS};
    pair[0] = (int)syscall(SYS_openat2, AT_FDCWD, "/dev/pts/ptmx", &how, sizeof how);
    if (pair[0] < 0) return at_stage(context, 0);
    int unlock = 0;
    if (ioctl(pair[0], TIOCSPTLCK, &unlock) < 0) return at_stage(context, 1);
    pair[1] = ioctl(pair[0], TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (pair[1] < 0) return at_stage(context, 1);
    struct winsize size = {
        .ws_row = (unsigned short)(op->number >> 16), .ws_col = (unsigned short)op->number};
    if (op->number && ioctl(pair[0], TIOCSWINSZ, &size) < 0) return at_stage(context, 1);
    // The user's, so that its programs may open it anew through /dev/stderr; refused where the id is not mapped.
    if (syscall(SYS_fchown, pair[1], (uid_t)op->number2, -1) < 0 && errno != EINVAL && errno != EPERM)
        return at_stage(context, 2);
    return 0;
}

static int send_terminal(int socket, int terminal) {
    static const char name[] = "/dev/pts/ptmx";
    struct iovec text = {.iov_base = (void *)name, .iov_len = sizeof name - 1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &terminal, sizeof terminal);
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

// /dev/console is the container's side of the terminal.
static int place_console(int terminal, struct context *context) {
    int console = (int)syscall(SYS_mknodat, AT_FDCWD, "/dev/console", S_IFREG | 0600, 0);
    if (console < 0 && errno != EEXIST) return at_stage(context, 4);
    int mount = (int)syscall(
        SYS_open_tree, terminal, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
    if (mount < 0) return at_stage(context, 5);
    int result = place(mount, "/dev/console", 0, context, 6);
    close_quietly(mount);
    return result;
}

int make_terminal(const struct csandbox_op *op, struct context *context) {
    int pair[2] = {-1, -1};
    if (open_pair(op, pair, context) < 0) return -1;
    if (send_terminal(op->fd, pair[0]) < 0) return at_stage(context, 3);
    close_quietly(pair[0]);
    if (op->mode && place_console(pair[1], context) < 0) return -1;
    if (ioctl(pair[1], TIOCSCTTY, 0) < 0) return at_stage(context, 8);
    for (int fd = 0; fd < 3; fd++)
        if (dup3(pair[1], fd, 0) < 0) return at_stage(context, 9);
    close_quietly(pair[1]);
    return 0;
}
