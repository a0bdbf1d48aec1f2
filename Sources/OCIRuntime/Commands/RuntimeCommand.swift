import Containers
import OCI
import SystemPackage

/// What is said before the command: of where containers are kept, and of the log.
///
/// Source: the OCI command line interface (opencontainers/runtime-tools, command-line-interface.md) and the commands and
/// options of runc(8), which every caller uses.
struct RuntimeCommand {
    /// What the program does, in one sentence.
    static let abstract =
        "Open Container Initiative runtime: make, start and stop containers of bundles."

    /// The commands, in the order of the help.
    static var commands: [any RuntimeSubcommand.Type] {
        [
            CreateCommand.self, StartCommand.self, StateCommand.self, KillCommand.self,
            DeleteCommand.self, RunCommand.self, ExecCommand.self, PsCommand.self,
            ListCommand.self, PauseCommand.self, ResumeCommand.self, UpdateCommand.self,
            EventsCommand.self, FeaturesCommand.self, SpecCommand.self, CheckpointCommand.self,
            RestoreCommand.self,
        ]
    }

    @Option("--root", help: "The folder in which containers are kept.")
    var root: String?

    @Option("--log", help: "Write errors to this file as well.")
    var log: String?

    @Option("--log-format", help: "How errors are written there: text or json.")
    var logFormat: LogFormat = .text

    @Flag("--debug", help: "Write more to the log.")
    var debug = false

    @Flag("--systemd-cgroup", help: "Take cgroup paths as systemd's: refused.")
    var systemdCgroup = false

    @Option("--cgroup-manager", help: "Who makes cgroups: cgroupfs, or disabled for nobody.")
    var cgroupManager: CgroupManager = .cgroupfs

    @Option("--rootless", help: "Accepted: whether the caller is root is found out.")
    var rootless: Rootless = .auto

    @Flag("--version", "-v", help: "Tell which program this is.")
    var version = false

    @Flag("--help", "-h", help: "Show this.")
    var help = false

    /// The folder in which containers are kept.
    func state() throws -> StateFolder {
        try StateFolder(at: root.map { FilePath($0) } ?? StateFolder.standard)
    }

    /// Where errors, warnings and what is done are written down.
    var records: RuntimeLog {
        RuntimeLog(path: log, isJSON: logFormat == .json, isDebug: debug)
    }

    /// Says which capabilities a process asks for in vain.
    func warn(about process: RuntimeProcess?) {
        let unknown = process?.unknownCapabilities(RuntimeSpec.knows) ?? []
        guard !unknown.isEmpty else { return }
        records.warn(
            "passed over capabilities that do not exist: \(unknown.joined(separator: ", "))"
        )
    }
}

/// How errors are written to a log.
enum LogFormat: String, CommandValue {
    case text, json
}

/// Who makes cgroups.
enum CgroupManager: String, CommandValue {
    case cgroupfs, disabled, systemd
}

/// What callers of runc say of the caller.
enum Rootless: String, CommandValue {
    case auto, `true`, `false`
}

/// What this program is.
enum RuntimeVersion {
    /// Of the program.
    static let text = "0.1.0"
    /// Of the specification.
    static let specification = "1.2.1"
    /// What the program was built with, in crun's words: `SYSTEMD` is the notification of sd_notify(3).
    private static let features = "+SYSTEMD +SELINUX +APPARMOR +CAP +SECCOMP +EBPF"
    /// The lines that callers of runc and crun read.
    static let whole = """
        \(RuntimeProgram.name) version \(text)
        commit: not recorded
        spec: \(specification)
        \(features)
        """
}
