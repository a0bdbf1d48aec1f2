import CSandbox
import Git
import Glibc
import HostSystem
package import Images
import SystemPackage

/// The image `host`: the machine's own root file system, read-only and without what is personal or secret in it.
///
/// As root nothing is copied: an overlay of a small mask over `/` becomes the lower layer. An ordinary user's user
/// namespace may not use `/` so (its other mounts are locked), so for them `/etc` and the package databases are copied
/// once, and `/usr` and `/opt` are mounted over it, read-only.
package struct HostImage {
    private let snapshots: SnapshotStore
    private let store: Store

    /// Prepares to make it.
    package init(snapshots: SnapshotStore, store: Store) {
        self.snapshots = snapshots
        self.store = store
    }

    /// Top-level names that show; all others are hidden, also those that a distribution or user adds.
    static let shownAtTop: Set<String> = [
        "bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "var", "nix", "gnu",
    ]
    /// Names below `/var/lib` that show: package databases and what packages' tools look up.
    static let shownInLibraries: Set<String> = [
        "alternatives", "apt", "dpkg", "emacsen-common", "ghc", "pacman", "pam", "python", "rpm",
        "sgml-base", "swift", "tex-common", "texmf", "ucf", "xml-core",
    ]
    /// Names below `/var` that show.
    static let shownInVariable: Set<String> = ["lib", "cache"]
    /// Paths that are hidden although their folder shows.
    static let hidden = [
        "etc/.pwd.lock", "etc/NetworkManager", "etc/docker", "etc/gshadow", "etc/gshadow-",
        "etc/kubernetes", "etc/krb5.keytab", "etc/machine-id", "etc/mtab", "etc/opasswd",
        "etc/openvpn", "etc/passwd-", "etc/shadow", "etc/shadow-", "etc/ssh", "etc/ssl/private",
        "etc/sudoers", "etc/sudoers.d", "etc/wireguard", "etc/cuvette", "etc/letsencrypt",
        "etc/security/opasswd", "etc/ppp", "var/cache/apt/archives", "var/cache/private",
    ]
    /// Empty folders that a container starts with, and their permissions.
    static let fresh: [(path: String, mode: UInt32)] = [
        ("home", 0o755), ("root", 0o700), ("tmp", 0o1777), ("run", 0o755), ("run/cuvette", 0o755),
        ("run/lock", 0o1777), ("srv", 0o755), ("mnt", 0o755), ("media", 0o755), ("proc", 0o555),
        ("sys", 0o555), ("dev", 0o755), ("var/tmp", 0o1777), ("var/log", 0o755),
        ("var/spool", 0o755), ("var/mail", 0o755), ("workspace", 0o755),
    ]

    /// The root for containers.
    ///
    /// - Parameter rootful: Whether the process is root of the host.
    /// - Returns: The root.
    /// - Throws: `SystemError`.
    package func root(rootful: Bool) throws -> BaseRoot {
        rootful ? try overlay() : try copy()
    }

    // MARK: As root

    private func overlay() throws -> BaseRoot {
        let whiteouts = hiddenPaths()
        let passwords = Self.syntheticPasswords()
        let key = whiteouts.joined(separator: "\n") + "\n" + passwords + Skeleton.hosts
        let identity = Repository.blobID(of: Array(key.utf8)).short
        let mask = try snapshots.make(SnapshotName("hostmask-2-\(identity)")) { directory in
            try Self.writeMask(whiteouts, passwords, into: directory)
        }
        let mount = try DetachedMount(
            of: "overlay",
            [.string("lowerdir+", mask.path.string), .string("lowerdir+", "/")],
            attributes: [.readOnly, .noDevices]
        )
        return BaseRoot(
            chain: SnapshotChain([try Skeleton.layer(in: snapshots)]),
            lowers: [SharedMount(mount)],
            identity: "host-\(identity)-\(Self.bootedSystem())"
        )
    }

    /// What has to be hidden on this host, as it is now.
    private func hiddenPaths() -> [String] {
        let fresh = Set(Self.fresh.map(\.path))
        var paths = names(in: "/").filter { !Self.shownAtTop.contains($0) }
        paths += names(in: "/var").filter { !Self.shownInVariable.contains($0) }.map { "var/\($0)" }
        paths += names(in: "/var/lib").filter { !Self.shownInLibraries.contains($0) }
            .map { "var/lib/\($0)" }
        paths += Self.hidden.filter { Self.isThere("/" + $0) }
        paths += personalPaths()
        return paths.filter { !fresh.contains($0) }.sorted()
    }

    /// The store, where it lies in a folder that shows, such as `/opt/cuvette`.
    private func personalPaths() -> [String] {
        let components = store.path.components.map(\.string)
        guard let first = components.first, Self.shownAtTop.contains(first) else { return [] }
        if first == "var" {
            return components.starts(with: ["var", "cache"])
                ? [components.joined(separator: "/")] : []
        }
        return [components.joined(separator: "/")]
    }

    private func names(in path: FilePath) -> [String] {
        guard let directory = try? Directory(opening: path), let names = try? directory.names()
        else {
            return []
        }
        return names.map(\.string)
    }

    private static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func writeMask(
        _ whiteouts: [String],
        _ passwords: String,
        into directory: borrowing Directory
    ) throws {
        for path in whiteouts {
            let whole = FilePath(path)
            let parent = whole.removingLastComponent()
            let folder = try directory.makeDirectory(parent.isEmpty ? "." : parent, mode: 0o755)
            let made = (whole.lastComponent?.string ?? "").withCString {
                csandbox_whiteout(folder.descriptor, $0)
            }
            if made < 0, errno != EEXIST { throw SystemError.last("hide /\(path)", "mknodat") }
        }
        try writeFresh(into: directory)
        try writeIdentity(passwords, into: directory)
    }

    /// Folders that are empty whatever the host has there.
    private static func writeFresh(into directory: borrowing Directory) throws {
        for (path, mode) in fresh {
            let folder = try directory.makeDirectory(FilePath(path), mode: 0o755)
            fchmod(folder.descriptor, mode)
            // EPERM and EOPNOTSUPP: an ordinary user's copy has nothing below that would show through.
            _ = csandbox_set_xattr(folder.descriptor, "trusted.overlay.opaque", "y", 1)
        }
    }

    private static func writeIdentity(
        _ passwords: String,
        into directory: borrowing Directory
    ) throws(SystemError) {
        let etc = try directory.makeDirectory("etc", mode: 0o755)
        for name: FilePath in ["shadow", "gshadow", "hosts", "hostname", "resolv.conf"] {
            // What stands there may be a whiteout.
            try etc.removeFile(name)
        }
        try etc.writeFile("shadow", Array(passwords.utf8), mode: 0o640)
        try etc.writeFile("hosts", Array(Skeleton.hosts.utf8), mode: 0o644)
        try etc.writeFile("hostname", Array("cuvette\n".utf8), mode: 0o644)
        try etc.writeFile("resolv.conf", [], mode: 0o644)
    }

    /// A shadow file for the host's users in which nobody has a password.
    private static func syntheticPasswords() -> String {
        guard let file = try? OpenFile(opening: "/etc/passwd") else { return "" }
        let bytes = (try? file.readAll(limit: 1 << 22, name: "/etc/passwd")) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            "\(line.prefix { $0 != ":" }):*:19000:0:99999:7:::\n"
        }.joined()
    }

    /// What changes when the host's packages do: the time of its package database.
    private static func bootedSystem() -> String {
        var status = stat()
        for path in ["/var/lib/dpkg/status", "/var/lib/rpm", "/usr/lib/os-release"]
        where stat(path, &status) == 0 {
            return "\(status.st_mtim.tv_sec)-\(status.st_size)"
        }
        return "unknown"
    }

    // MARK: As an ordinary user

    private func copy() throws -> BaseRoot {
        let passwords = Self.syntheticPasswords()
        let system = Self.bootedSystem()
        let identity = Repository.blobID(of: Array((passwords + system).utf8)).short
        let layer = try snapshots.make(SnapshotName("hostcopy-2-\(identity)")) { directory in
            let copier = TreeCopier()
            for name in names(in: "/") where Self.shownAtTop.contains(name) {
                if ["usr", "opt", "var", "etc", "nix", "gnu"].contains(name) { continue }
                try copier.copy(FilePath("/").appending(name), to: directory, as: name)
            }
            try copier.copy("/etc", to: directory, as: "etc", except: Set(Self.hidden))
            for name in Self.shownInLibraries {
                let target = try directory.makeDirectory("var/lib", mode: 0o755)
                try copier.copy(FilePath("/var/lib").appending(name), to: target, as: name)
            }
            for name: FilePath in ["usr", "opt"] {
                _ = try directory.makeDirectory(name, mode: 0o755)
            }
            try Self.writeFresh(into: directory)
            try Self.writeIdentity(passwords, into: directory)
        }
        return BaseRoot(
            chain: SnapshotChain([try Skeleton.layer(in: snapshots), layer]),
            covers: ["/usr", "/opt"].filter(Self.isThere),
            identity: "hostcopy-\(identity)"
        )
    }
}
