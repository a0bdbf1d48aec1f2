import Containers
import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// Tries out, on this host and as this user, what containers need.
struct HostCheckup {
    /// How it stands with one thing.
    enum Verdict {
        /// It is there.
        case good
        /// Steps run without it, with a loss that the text names.
        case limited
        /// No step can run.
        case missing
    }

    /// One thing that was tried.
    struct Finding {
        var subject: String
        var verdict: Verdict
        var text: String
        /// What to do; nil where nothing has to be done.
        var remedy: String?
    }

    let isRoot: Bool

    /// Everything, in the order in which a container needs it.
    func findings() -> [Finding] {
        [
            kernel(), user(), userNamespaces(), subordinateIDs(), overlay(), cgroups(), seccomp(),
            initProgram(),
        ] + NetworkCheckup(isRoot: isRoot).findings()
    }

    private func kernel() -> Finding {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let numbers = release.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap {
            Int($0)
        }
        let isNew = numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 13)
        return Finding(
            subject: "kernel",
            verdict: isNew ? .good : .limited,
            text: release,
            remedy: isNew
                ? nil
                : "overlay layers by descriptor need Linux 6.13; on Debian 12: apt install -t bookworm-backports linux-image-amd64"
        )
    }

    private func user() -> Finding {
        Finding(
            subject: "user",
            verdict: .good,
            text: isRoot ? "root" : "ordinary user \(HostIdentity.current.uid)"
        )
    }

    private func userNamespaces() -> Finding {
        guard !isRoot else {
            return Finding(subject: "user namespaces", verdict: .good, text: "not needed by root")
        }
        if Self.number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1 {
            return Finding(
                subject: "user namespaces",
                verdict: .missing,
                text: "AppArmor leaves them without rights",
                remedy: "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
            )
        }
        if Self.number("/proc/sys/kernel/unprivileged_userns_clone") == 0 {
            return Finding(
                subject: "user namespaces",
                verdict: .missing,
                text: "switched off for ordinary users",
                remedy: "sysctl -w kernel.unprivileged_userns_clone=1"
            )
        }
        let most = Self.number("/proc/sys/user/max_user_namespaces") ?? 0
        guard most > 0 else {
            return Finding(
                subject: "user namespaces",
                verdict: .missing,
                text: "none allowed",
                remedy: "sysctl -w user.max_user_namespaces=10000"
            )
        }
        return Finding(subject: "user namespaces", verdict: .good, text: "up to \(most)")
    }

    private func subordinateIDs() -> Finding {
        guard !isRoot else {
            return Finding(subject: "subordinate ids", verdict: .good, text: "not needed by root")
        }
        let uid = HostIdentity.current.uid
        let name = getpwuid(uid).map { String(cString: $0.pointee.pw_name) } ?? "\(uid)"
        guard SubordinateRange.toolsAreThere else {
            return Finding(
                subject: "subordinate ids",
                verdict: .limited,
                text: "newuidmap is missing: a step has one user id, and chown fails",
                remedy: "apt install uidmap"
            )
        }
        guard let users = SubordinateRange(in: "/etc/subuid", of: uid),
            SubordinateRange(in: "/etc/subgid", of: uid) != nil
        else {
            return Finding(
                subject: "subordinate ids",
                verdict: .limited,
                text: "none for \(name): a step has one user id, and chown fails",
                remedy: "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 \(name)"
            )
        }
        return Finding(
            subject: "subordinate ids",
            verdict: .good,
            text: "\(users.count) from \(users.first)"
        )
    }

    private func overlay() -> Finding {
        let known = (try? Self.read("/proc/filesystems"))?.contains("overlay") ?? false
        return Finding(
            subject: "overlayfs",
            verdict: known ? .good : .missing,
            text: known ? "there" : "not known to this kernel",
            remedy: known ? nil : "modprobe overlay"
        )
    }

    private func cgroups() -> Finding {
        let hierarchy = CgroupHierarchy.detect()
        let legacy = Set(hierarchy.legacy.keys)
        let unified = hierarchy.unifiedControllers.subtracting(legacy)
        let lacks = [CgroupController.cpu, .memory, .pids].filter {
            !legacy.contains($0) && !unified.contains($0)
        }
        let parts = [
            Self.list("v1", legacy.sorted().map(\.legacyName)),
            Self.list("v2", unified.sorted().map(\.rawValue)),
            Self.list("not", lacks.map(\.rawValue)),
        ]
        if lacks.count < 3 {
            return Finding(
                subject: "cgroups",
                verdict: lacks.isEmpty ? .good : .limited,
                text: parts.compactMap { $0 }.joined(separator: "; ")
            )
        }
        return Finding(
            subject: "cgroups",
            verdict: .limited,
            text:
                "none with limits: one on memory holds for each process alone, those on cpu and processes not at all",
            remedy: isRoot
                ? "mount -t cgroup2 none /sys/fs/cgroup"
                : "run as root, or under a delegated unit: systemd-run --user --scope -p Delegate=yes cuvette run"
        )
    }

    private static func list(_ title: String, _ names: [String]) -> String? {
        names.isEmpty ? nil : "\(title): \(names.joined(separator: ", "))"
    }

    private func seccomp() -> Finding {
        do {
            let filter = try SeccompCompiler.compile(.standard())
            return Finding(
                subject: "seccomp",
                verdict: .good,
                text: "filter of \(filter.count) instructions"
            )
        } catch {
            return Finding(
                subject: "seccomp",
                verdict: .missing,
                text: "\(error)",
                remedy: "use a kernel with CONFIG_SECCOMP_FILTER"
            )
        }
    }

    private func initProgram() -> Finding {
        do {
            return Finding(
                subject: "cuvette-init",
                verdict: .good,
                text: try InitProgram.path().string
            )
        } catch {
            return Finding(
                subject: "cuvette-init",
                verdict: .missing,
                text: "not found beside this program",
                remedy: "make install"
            )
        }
    }

    private static func read(_ path: String) throws(SystemError) -> String {
        let file = try OpenFile(opening: FilePath(path))
        return String(decoding: try file.readAll(limit: 1 << 20, name: path), as: UTF8.self)
    }

    private static func number(_ path: String) -> Int? {
        (try? read(path)).flatMap { Int($0.filter(\.isNumber)) }
    }
}
