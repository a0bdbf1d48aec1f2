#!/usr/bin/env python3
"""Builds the same Dockerfiles with cuvette and with buildah, and compares the trees and configurations.

usage: dockerfiles.py CUVETTE DIRECTORY [--case NAME] [--keep DIR]

DIRECTORY is either buildah's tests/conformance (its table of cases is read from conformance_test.go) or any folder:
then every file named Dockerfile* or Containerfile* in it is built, with its own folder as the context. Every image that
a file begins with and that is not `scratch` is the same local busybox image, for both programs; nothing is fetched.

What is compared: the names, types, permissions, owners, sizes, contents, link targets, extended attributes and hard links
of all files; and the configuration but for labels and times. A file that one of the two refuses has to be refused by
both. Known differences are in dockerfiles.json, each with its reason (docs/BUILDS.md).

Needs root, buildah, skopeo, umoci and busybox-static.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
KNOWN = json.load(open(os.path.join(HERE, "dockerfiles.json")))


class Case:
    def __init__(self, name, context=None, dockerfile=None, text=None):
        self.name, self.context, self.dockerfile, self.text = name, context, dockerfile, text


def go_strings(text):
    return [json.loads(s) if s[0] == '"' else s[1:-1]
            for s in re.findall(r'"(?:[^"\\]|\\.)*"|`[^`]*`', text)]


def buildah_cases(root):
    """The table of buildah's conformance test, but for contexts that Go code makes."""
    source = open(os.path.join(root, "conformance_test.go")).read()
    table = source[source.index("internalTestCases = []testCase{"):]
    for block in re.split(r"\n\t\{\n", table)[1:]:
        block = block.split("\n\t},\n")[0]
        name = re.search(r'name:\s*"([^"]+)"', block).group(1)
        if "tweakContextDir" in block:
            yield Case(name), "its context is made by Go code"
            continue
        context = re.search(r'contextDir:\s*"([^"]+)"', block)
        file = re.search(r'dockerfile:\s*"([^"]+)"', block)
        contents = re.search(r"dockerfileContents: strings.Join\(\[\]string\{(.*?)\n\t\t\}, \"\\n\"\)",
                             block, re.S)
        lines = None
        if contents:
            body = "\n".join(re.sub(r"^\s*//.*$", "", l) for l in contents.group(1).split("\n"))
            lines = "\n".join(go_strings(body))
        case = Case(name,
                    os.path.join(root, "testdata", context.group(1)) if context else None,
                    file.group(1) if file else None, lines)
        if not context:
            case.context = os.path.join(root, "testdata") if case.dockerfile else None
        yield case, None


def folder_cases(root):
    for path, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            if re.match(r"(Dockerfile|Containerfile)[^/]*$", name) and not name.endswith("ignore"):
                relative = os.path.relpath(os.path.join(path, name), root)
                yield Case(relative, path, name), None


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=120, **options)


def tree(root):
    """Every path with what there is to know of it."""
    found, links = {}, {}
    for path, folders, files in os.walk(root):
        for name in folders + files:
            whole = os.path.join(path, name)
            relative = os.path.relpath(whole, root)
            status = os.lstat(whole)
            entry = {"mode": oct(stat.S_IMODE(status.st_mode)), "owner": f"{status.st_uid}:{status.st_gid}"}
            if stat.S_ISLNK(status.st_mode):
                entry = {"owner": entry["owner"], "link": os.readlink(whole)}
            elif stat.S_ISREG(status.st_mode):
                entry["size"] = status.st_size
                entry["sha256"] = hashlib.sha256(open(whole, "rb").read()).hexdigest()[:16]
                if status.st_nlink > 1:
                    links.setdefault(status.st_ino, []).append(relative)
            else:
                entry["type"] = stat.S_IFMT(status.st_mode)
            names = [n for n in os.listxattr(whole, follow_symlinks=False)
                     if not n.startswith(("trusted.overlay", "user.overlay", "user.rootlesscontainers"))]
            if names:
                entry["xattrs"] = {n: os.getxattr(whole, n, follow_symlinks=False).hex() for n in sorted(names)}
            found[relative] = entry
    for names in links.values():
        for name in names:
            found[name]["linked"] = sorted(names)
    return found


def config(folder):
    """What says how a container is run, in one form: of a folder of `dir:`, or of an OCI layout."""
    def blob(digest):
        place = f"{folder}/{digest.split(':')[1]}"
        return json.load(open(place if os.path.exists(place) else f"{folder}/blobs/{digest.replace(':', '/')}"))
    manifest = f"{folder}/manifest.json"
    if os.path.exists(manifest):
        manifest = json.load(open(manifest))
    else:
        manifest = blob(json.load(open(f"{folder}/index.json"))["manifests"][0]["digest"])
    document = blob(manifest["config"]["digest"])
    values = {k: v for k, v in (document.get("config") or {}).items() if v}
    labels = {k: v for k, v in values.pop("Labels", {}).items() if k != "io.buildah.version"}
    if labels:
        values["Labels"] = labels
    values["Env"] = sorted(values.get("Env", []))
    for key in ["ArgsEscaped", "Hostname", "Domainname", "Image"]:
        values.pop(key, None)
    values["author"] = document.get("author", "")
    return values


class Bench:
    def __init__(self, cuvette, work):
        self.cuvette, self.work = cuvette, work
        self.environment = dict(os.environ, CUVETTE_STORE=f"{work}/store")
        configuration = f"{work}/containers"
        os.makedirs(configuration)
        open(f"{configuration}/storage.conf", "w").write(
            f'[storage]\ndriver = "overlay"\nrunroot = "{work}/run"\ngraphroot = "{work}/graph"\n')
        open(f"{configuration}/containers.conf", "w").write(
            '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n'
            '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "none"\n')
        open(f"{configuration}/policy.json", "w").write('{"default":[{"type":"insecureAcceptAnything"}]}')
        self.environment.update(CONTAINERS_STORAGE_CONF=f"{configuration}/storage.conf",
                                CONTAINERS_CONF=f"{configuration}/containers.conf")
        self.names = set()

    def prepare(self):
        root = f"{self.work}/rootfs"
        for name in ["bin", "etc", "tmp", "root", "var/www", "home", "usr/bin", "usr/sbin", "usr/local/bin", "sbin",
                     # What programs mount over, as every real image has it.
                     "dev", "proc", "sys", "run"]:
            os.makedirs(f"{root}/{name}")
        shutil.copy(shutil.which("busybox"), f"{root}/bin/busybox")
        for applet in subprocess.check_output([f"{root}/bin/busybox", "--list"], text=True).split():
            if applet != "busybox":
                os.link(f"{root}/bin/busybox", f"{root}/bin/{applet}")
        os.chmod(f"{root}/tmp", 0o1777)
        users = [("root", 0, "/root"), ("daemon", 1, "/usr/sbin"), ("bin", 2, "/bin"), ("www-data", 33, "/var/www"),
                 ("nobody", 65534, "/home")]
        open(f"{root}/etc/passwd", "w").write("".join(f"{n}:x:{i}:{i}::{h}:/bin/sh\n" for n, i, h in users))
        for name in ["hostname", "hosts", "resolv.conf"]:
            open(f"{root}/etc/{name}", "w").close()
        open(f"{root}/etc/group", "w").write("".join(f"{n}:x:{i}:\n" for n, i, _ in users))
        subprocess.check_call(["tar", "-C", root, "-cf", f"{self.work}/busybox.tar", "."])
        self.base = subprocess.check_output(
            ["buildah", "from", "scratch"], text=True, env=self.environment).strip()
        subprocess.check_call(["buildah", "add", "-q", self.base, f"{self.work}/busybox.tar", "/"], env=self.environment,
                              stdout=subprocess.DEVNULL)
        subprocess.check_call(["buildah", "config", "--cmd", '["/bin/sh"]', "--env",
                               "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", self.base], env=self.environment)
        subprocess.check_call(["buildah", "commit", "-q", self.base, "localhost/busybox"], env=self.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # One and the same image for both.
        subprocess.check_call(["buildah", "push", "-q", "localhost/busybox", f"oci-archive:{self.work}/base.tar:busybox"],
                              env=self.environment)
        loaded = run([self.cuvette, "image", "load", "-i", f"{self.work}/base.tar"], env=self.environment)
        identity = re.search(r"sha256:[0-9a-f]{64}", loaded.stdout).group(0)
        subprocess.check_call([self.cuvette, "image", "tag", identity, "busybox"], env=self.environment)

    def provide(self, file):
        """Lets every image that a file begins with be the local one."""
        for name in re.findall(r"(?im)^\s*FROM\s+(?:--\S+\s+)*(\S+)", open(file, errors="replace").read()) + \
                re.findall(r"--from=([^\s,]+)", open(file, errors="replace").read()):
            if name in self.names or name == "scratch" or "$" in name or not re.match(r"^[a-z0-9][\w./:@-]*$", name) \
                    or name.isdigit():
                continue
            self.names.add(name)
            full = name if "/" in name else f"docker.io/library/{name}"
            run(["buildah", "tag", "localhost/busybox", full], env=self.environment)
            run([self.cuvette, "image", "tag", "busybox", name], env=self.environment)

    def build(self, case, number):
        """Both results: a tree and a configuration each, or None where it was refused."""
        context = f"{self.work}/context-{number}"
        if case.context:
            shutil.copytree(case.context, context, symlinks=True)
        else:
            os.makedirs(context)
        file = f"{context}/{case.dockerfile or 'Dockerfile'}"
        if case.text is not None:
            file = f"{self.work}/Dockerfile-{number}"
            open(file, "w").write(case.text)
        if not os.path.exists(file):
            return None
        self.provide(file)
        return file, self.theirs(file, context, number), self.ours(file, context, number)

    def theirs(self, file, context, number):
        built = run(["buildah", "bud", "--isolation", "oci", "--runtime", "runc", "--network", "none", "--pull-never",
                     "--layers=false", "--format", "docker", "-f", file, "-t", f"case-{number}", context], env=self.environment)
        if built.returncode:
            return None, None, built.stdout
        layout = f"{self.work}/theirs-{number}"
        subprocess.check_call(["buildah", "push", "-q", f"localhost/case-{number}", f"oci:{layout}:t"], env=self.environment)
        subprocess.check_call(["buildah", "push", "-q", f"localhost/case-{number}", f"dir:{layout}-d"], env=self.environment)
        return self.unpacked(layout, f"{layout}-d", built.stdout)

    def ours(self, file, context, number):
        archive, layout = f"{self.work}/ours-{number}.tar", f"{self.work}/ours-{number}"
        built = run([self.cuvette, "image", "build", "--network", "none", "-f", file, "-o", f"type=oci,dest={archive}",
                     "-t", f"case-{number}", context], env=self.environment)
        if built.returncode:
            return None, None, built.stdout
        os.makedirs(layout)
        subprocess.check_call(["skopeo", "copy", "-q", f"oci-archive:{archive}", f"oci:{layout}:t"])
        return self.unpacked(layout, layout, built.stdout)

    def unpacked(self, layout, described, output):
        unpacked = run(["umoci", "raw", "unpack", "--image", f"{layout}:t", f"{layout}-b"])
        if unpacked.returncode:
            raise RuntimeError(f"umoci cannot unpack {layout}: {unpacked.stdout}")
        result = tree(f"{layout}-b"), config(described), output
        shutil.rmtree(f"{layout}-b")
        return result


def differences(theirs, ours):
    """One line for each difference."""
    if (theirs[0] is None) != (ours[0] is None):
        who = "buildah" if theirs[0] is None else "cuvette"
        text = (theirs if theirs[0] is None else ours)[2].strip().split("\n")
        return [f"only {who} refuses it: " + " / ".join(text[-4:])]
    if theirs[0] is None:
        return []
    found = []
    for path in sorted(set(theirs[0]) | set(ours[0])):
        left, right = theirs[0].get(path), ours[0].get(path)
        if left == right:
            continue
        if left is None or right is None:
            found.append(f"{path}: only {'cuvette' if left is None else 'buildah'} has it")
            continue
        for key in sorted(set(left) | set(right)):
            if left.get(key) != right.get(key):
                found.append(f"{path}: {key} is {right.get(key)}, with buildah {left.get(key)}")
    for key in sorted(set(theirs[1]) | set(ours[1])):
        if theirs[1].get(key) != ours[1].get(key):
            found.append(f"configuration: {key} is {ours[1].get(key)}, with buildah {theirs[1].get(key)}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cuvette")
    parser.add_argument("directory")
    parser.add_argument("--case", help="only cases whose name holds this")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    isTable = os.path.exists(os.path.join(options.directory, "conformance_test.go"))
    cases = list((buildah_cases if isTable else folder_cases)(os.path.abspath(options.directory)))
    work = tempfile.mkdtemp(prefix="dockerfiles-")
    counts = {"same": 0, "refused": 0, "known": 0, "different": 0, "skipped": 0}
    try:
        bench = Bench(os.path.abspath(options.cuvette), work)
        bench.prepare()
        for number, (case, reason) in enumerate(cases):
            if options.case and options.case not in case.name:
                continue
            try:
                results = None if reason else bench.build(case, number)
            except (RuntimeError, subprocess.SubprocessError) as error:
                results, reason = None, str(error).strip().replace("\n", " / ")[-300:]
            if results is None:
                counts["skipped"] += 1
                print(f"skipped    {case.name}: {reason or 'it has no Dockerfile'}")
                continue
            file, theirs, ours = results
            found = differences(theirs, ours)
            known = [k for k in KNOWN if re.search(k["case"], case.name)]
            rest = [f for f in found if not any(re.search(k["difference"], f) for k in known + [k for k in KNOWN if k["case"] == "."])]
            verdict = "different" if rest else "known" if found else "refused" if theirs[0] is None else "same"
            counts[verdict] += 1
            print(f"{verdict:10} {case.name}", flush=True)
            for line in rest:
                print(f"           {line}")
            if options.verbose:
                print(open(file, errors="replace").read(), "--- buildah\n", theirs[2], "--- cuvette\n", ours[2])
    finally:
        subprocess.call(["buildah", "rm", "-a"], env=bench.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.call(["umount", "-q", f"{work}/graph/overlay"])
        shutil.rmtree(work, ignore_errors=True)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
