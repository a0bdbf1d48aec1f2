import Containers
import Foundation
import OCI
import TestSupport

/// A bundle with a busybox, and the runtime's program pointed at a folder of its own.
final class TestBundle {
    let path = NSTemporaryDirectory() + "bundle-\(UUID().uuidString.prefix(8))"
    let state: String
    var spec: RuntimeSpec
    /// Who runs the runtime and has the bundle; root where nil.
    var user: UInt32? {
        didSet { giveAway() }
    }

    init() throws {
        state = path + "/state"
        spec = .standard(arguments: ["true"])
        spec.root = RuntimeRoot(path: "rootfs")
        spec.process?.env = ["PATH=/bin"]
        let binaries = path + "/rootfs/bin"
        try FileManager.default.createDirectory(
            atPath: binaries,
            withIntermediateDirectories: true
        )
        // By another process: a program whose file some child of ours still has open for writing cannot be run.
        let copy = try SpawnedProgram(
            ["/bin/cp", "/bin/busybox", binaries + "/busybox"],
            environment: [:],
            directory: "/"
        )
        _ = try copy.wait()
        for name in Self.applets {
            try FileManager.default.createSymbolicLink(
                atPath: "\(binaries)/\(name)",
                withDestinationPath: "busybox"
            )
        }
    }

    deinit {
        for id in (try? runtime("list", "--quiet").stdout.split(separator: "\n")) ?? [] {
            _ = try? runtime("delete", "--force", String(id))
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    private static let applets = [
        "sh", "cat", "echo", "id", "ls", "sleep", "true", "hostname", "mount", "date", "stat",
        "tty",
        "touch", "env", "kill", "ps", "readlink", "grep", "test", "stty", "umask", "head", "mkdir",
        "wc", "awk", "uptime", "chmod",
    ]

    /// The programs of the build lie where only root may look; an ordinary user gets copies.
    private func giveAway() {
        guard let user else { return }
        let folder = path + "/bin"
        try? FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        // By another process: a program whose file some child of ours still has open for writing cannot be run.
        let programs = ["cuvette-oci", "cuvette-init"].map(Probe.product)
        let copy = try? SpawnedProgram(
            ["/bin/cp"] + programs + [folder],
            environment: [:],
            directory: path
        )
        _ = try? copy?.wait()
        chown(path, user, user)
        for name in ["rootfs", "rootfs/bin"] { chown("\(path)/\(name)", user, user) }
    }

    /// Lets a shell run a script as the container's process.
    func script(_ text: String) {
        spec.process?.args = ["sh", "-c", text]
    }

    /// Writes the configuration and runs a command of the runtime.
    @discardableResult
    func runtime(_ words: String...) throws -> SpawnedProgram.End {
        try start(words).wait()
    }

    /// Runs the container to its end.
    func run(_ id: String = "one") throws -> SpawnedProgram.End {
        try runtime("run", "--bundle", path, id)
    }

    /// Starts a command of the runtime.
    func start(_ words: [String]) throws -> SpawnedProgram {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        try encoder.encode(spec).write(to: URL(fileURLWithPath: path + "/config.json"))
        var program = [Probe.product("cuvette-oci")]
        if let user {
            let become = ["--reuid", "\(user)", "--regid", "\(user)", "--clear-groups"]
            program = ["/usr/bin/setpriv"] + become + [path + "/bin/cuvette-oci"]
        }
        return try SpawnedProgram(
            program + ["--root", state] + words,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            directory: path
        )
    }

    /// What the runtime tells of a container.
    func status(_ id: String) throws -> String? {
        let text = try runtime("state", id).output
        return try (JSONSerialization.jsonObject(with: text) as? [String: Any])?["status"]
            as? String
    }
}
