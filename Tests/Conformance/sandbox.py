"""Runs one program where what it leaves behind is seen, ended and removed.

Every program has a process namespace (what it started ends with it), a mount namespace and a /run of its
own (states of containers), and a temporary directory of its own. Control groups are not namespaced: those
that a program leaves are found by name, so that containers of somebody else on the machine stay.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
# In the namespaces of the program, before it: a /run of its own, and, where crun 1.x would refuse to
# start ("cgroups in hybrid mode not supported"), no cgroup v2 beside version 1. A /dev/null of its own, since some
# runtimes give it to the container's user.
# After it: what is frozen could not be ended with the namespace.
AROUND = """
mount -t tmpfs tmpfs /run
mknod -m 666 "$TMPDIR/null" c 1 3 && mount --bind "$TMPDIR/null" /dev/null
[ -z "$HIDE" ] || umount "$HIDE"
"$@"
status=$?
frozen=/sys/fs/cgroup/freezer/frozen/freezer.state
[ ! -e $frozen ] || echo THAWED > $frozen
exit $status
"""


def run(program, leftovers, hide_unified=False):
    """Gives (output, seconds, whether its time ran out)."""
    scratch = tempfile.mkdtemp(prefix="conformance-")
    os.chmod(scratch, 0o755)
    environment = os.environ | program.environment | {"TMPDIR": scratch, "LANG": "C.UTF-8"}
    environment["HIDE"] = str(CGROUPS / "unified") if hide_unified else ""
    inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    began = time.monotonic()
    try:
        output, late = wait(
            inside + ["sh", "-c", AROUND, "sh"] + program.command,
            program.directory or scratch,
            environment,
            program.limit_seconds,
        )
    finally:
        remove_cgroups(re.compile(leftovers))
        shutil.rmtree(scratch, ignore_errors=True)
    return output, time.monotonic() - began, late


def wait(command, directory, environment, limit_seconds):
    # Output goes to a file, not to a pipe: whoever inherits a pipe's end keeps the reader waiting.
    with tempfile.TemporaryFile() as sink:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        late = False
        try:
            process.wait(timeout=limit_seconds)
        except subprocess.TimeoutExpired:
            late = True
            process.send_signal(signal.SIGKILL)
            process.wait()
        sink.seek(0)
        return sink.read().decode(errors="replace"), late


def remove_cgroups(pattern):
    """Ends what is left in control groups of these names, and removes them, the innermost first."""
    hierarchies = [path for path in CGROUPS.iterdir() if path.is_dir() and not path.is_symlink()]
    for hierarchy in hierarchies:
        for top in [hierarchy / name for name in groups(hierarchy)]:
            if pattern.fullmatch(top.name):
                remove(top)
                if top.parent.name.startswith("@") and not groups(top.parent):
                    top.parent.rmdir()


def groups(hierarchy):
    """Control groups that a runtime may have made, by their paths; others of the machine come and go meanwhile."""
    found = []
    for parent, children, _ in os.walk(hierarchy):
        # cuvette-oci has those of other state folders than its own below a folder for each.
        at = Path(parent)
        if at == hierarchy or (at.name.startswith("@") and at.parent.name == "cuvette"):
            found += [os.path.relpath(at / child, hierarchy) for child in children]
    return found


def remove(top):
    # A process that is frozen does not die, and a group does not go before its process is dead.
    for directory in [Path(parent) for parent, _, _ in os.walk(top, topdown=False)]:
        state = directory / "freezer.state"
        if state.exists():
            state.write_text("THAWED")
        for _ in range(20):
            try:
                directory.rmdir()
                break
            except FileNotFoundError:
                break
            except OSError:
                kill(directory)
                time.sleep(0.02)


def kill(directory):
    try:
        processes = (directory / "cgroup.procs").read_text().split()
    except OSError:
        return
    for process in processes:
        try:
            # 0 stands for a process of another namespace, and for kill(2) for our own group.
            if process != "0":
                os.kill(int(process), signal.SIGKILL)
        except ProcessLookupError:
            pass
