"""The suites: which programs each has, how one is called, what it leaves behind."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Program:
    """One program of a suite: a command, where it runs (None: in its temporary directory), its environment."""

    name: str
    command: list[str]
    directory: Path | None
    environment: dict[str, str]
    limit_seconds: int


class RuntimeTools:
    """opencontainers/runtime-tools: one `.t` for each piece of the runtime specification.

    A program is clean when its plan is complete and nothing failed. Names of results repeat, so results
    are counted and programs are compared.
    """

    name = "runtime-tools"
    unit = "program"
    # A container of theirs is named by a UUID, and so is its control group where the test sets none.
    leftovers = r"cgrouptest|testdir|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def __init__(self, root):
        self.root = root

    def missing(self):
        if not (self.root / "runtimetest").is_file():
            return "no runtimetest: run make runtimetest validation-executables there"
        return None

    def programs(self, runtime):
        for path in sorted(self.root.glob("validation/*/*.t")):
            environment = {"RUNTIME": runtime}
            yield Program(path.stem, [str(path)], self.root, environment, limit_seconds=60)


class Crun:
    """crun's tests/test_*.py, against any runtime with crun's or runc's command line."""

    name = "crun"
    unit = "test"
    leftovers = r"test-tmp\w+|frozen"
    # Fuzzers and unit tests of libcrun are C, and test_checkpoint_restore.py needs CRIU.
    apart = {"test_checkpoint_restore"}

    def __init__(self, root):
        self.root = root

    def missing(self):
        if not (self.root / "tests/init").is_file():
            return "no tests/init: run make tests/init there"
        return None

    def programs(self, runtime):
        environment = {
            "OCI_RUNTIME": runtime,
            "INIT": str(self.root / "tests/init"),
            "PYTHONPATH": str(Path(__file__).parent / "standins"),
        }
        for path in sorted(self.root.glob("tests/test_*.py")):
            if path.stem not in self.apart:
                # Below script(1), since tests of terminals are skipped without one.
                command = ["script", "-qec", f"python3 {path}", os.devnull]
                yield Program(path.stem, command, None, environment, limit_seconds=60)


class Runc:
    """runc's tests/integration/*.bats. They want a terminal, so each runs below script(1)."""

    name = "runc"
    unit = "test"
    leftovers = r"runc-cgroups-integration-test|test_\w+|ct\d*|tst|test-?\w*|machine"
    # The first needs CRIU, the second a server of ssh.
    apart = {"checkpoint", "mounts_sshfs"}

    def __init__(self, root):
        self.root = root

    def missing(self):
        for tool in ("recvtty", "sd-helper", "seccompagent"):
            if not (self.root / f"contrib/cmd/{tool}/{tool}").is_file():
                return f"no {tool}: run go build in contrib/cmd/{tool}"
        if not list(self.root.glob("tests/integration/testdata/busybox-*.tar.xz")):
            return "no busybox image: run busybox-image"
        return None

    def programs(self, runtime):
        # Under the name that the tests look for in what it says of itself, as where it takes runc's place.
        names = tempfile.mkdtemp(prefix="conformance-names-")
        os.symlink(runtime, f"{names}/runc")
        environment = {"RUNC": f"{names}/runc", "TERM": "xterm"} | self.validator(names)
        for path in sorted(self.root.glob("tests/integration/*.bats")):
            if path.stem not in self.apart:
                bats = f"bats --tap {path}"
                command = ["script", "-qec", bats, os.devnull]
                yield Program(path.stem, command, path.parent, environment, limit_seconds=240)

    def validator(self, scratch):
        """What the test that clones a repository and compiles a program of it finds instead of the network."""
        specification = self.root / "tests/integration/testdata/runtime-spec"
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{specification}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/opencontainers/runtime-spec.git",
            "GOPATH": f"{scratch}/go:/usr/share/gocode",
            "GOCACHE": f"{scratch}/cache",
            "GOPROXY": "off",
        }
