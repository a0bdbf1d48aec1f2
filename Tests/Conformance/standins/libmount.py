"""As much of libmount as crun's test_mounts.py asks for, which Debian packages for C only."""


class Table:
    """The mounts that a file in the format of /proc/self/mountinfo lists."""

    def __init__(self, path):
        with open(path) as lines:
            self.mounts = [Mount(line.split()) for line in lines if line.strip()]

    def find_target(self, target):
        """The topmost mount there; LookupError, as libmount, where there is none."""
        for mount in reversed(self.mounts):
            if mount.target == target:
                return mount
        raise LookupError(f"nothing is mounted on {target}")


class Mount:
    def __init__(self, fields):
        self.target, self.vfs_options, self.fs_options = fields[4], fields[5], fields[-1]
