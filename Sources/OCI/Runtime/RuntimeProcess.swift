/// The process of a container, or one more that is run in it.
///
/// Source: OCI runtime-spec, config.md, "Process".
package struct RuntimeProcess: Sendable, Hashable, Codable {
    /// Whether it gets a terminal of its own.
    package var terminal: Bool?
    /// How large that terminal is.
    package var consoleSize: ConsoleSize?
    /// Who it runs as; root where nil.
    package var user: RuntimeUser?
    /// The program and its arguments; searched in the `PATH` of `env`.
    package var args: [String]?
    /// `NAME=value`, in order.
    package var env: [String]?
    /// Absolute, inside the container.
    package var cwd: String
    /// What it may do as root; nothing is dropped where nil.
    package var capabilities: LinuxCapabilities?
    /// What it may use up.
    package var rlimits: [POSIXRlimit]?
    /// Whether it can never gain privileges by running a program.
    package var noNewPrivileges: Bool?
    /// The AppArmor profile it runs under.
    package var apparmorProfile: String?
    /// How gladly the kernel kills it where memory runs out: -1000 to 1000.
    package var oomScoreAdj: Int?
    /// How its threads are scheduled.
    package var scheduler: LinuxScheduler?
    /// The SELinux label it runs under.
    package var selinuxLabel: String?
    /// How its reads and writes are scheduled.
    package var ioPriority: LinuxIOPriority?
    /// The processors that a process joining the container may use.
    package var execCPUAffinity: ExecCPUAffinity?

    /// A process that runs a command in `/`.
    package init(args: [String], cwd: String = "/") {
        self.args = args
        self.cwd = cwd
    }

    /// The size of a terminal in characters.
    package struct ConsoleSize: Sendable, Hashable, Codable {
        /// Lines.
        package var height: UInt
        /// Columns.
        package var width: UInt

        /// A size.
        package init(height: UInt, width: UInt) {
            self.height = height
            self.width = width
        }
    }

    /// Lists of processors as in cpuset(7): `0-3,7`.
    package struct ExecCPUAffinity: Sendable, Hashable, Codable {
        /// While it is moved into the container's cgroup.
        package var initial: String?
        /// From then on.
        package var final: String?
    }
}
