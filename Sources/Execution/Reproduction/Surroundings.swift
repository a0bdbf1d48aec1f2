package import Containers
import Glibc
import HostSystem
import OCI
import SystemPackage

/// What a step gets from the machine and from the shell in which Cuvette was started: what may make it end otherwise
/// elsewhere.
package struct Surroundings: Codable, Sendable, Hashable {
    /// A resource limit that containers inherit; getrlimit(2).
    package struct Limit: Codable, Sendable, Hashable {
        /// `RLIMIT_NOFILE` and so on.
        package var name: String
        /// What counts; 2^64-1 for no limit.
        package var soft: UInt64
        /// How far it may be raised.
        package var hard: UInt64

        /// The limit as far as this process may set it: only root raises what it was given itself.
        var inOurReach: POSIXRlimit {
            let own = Surroundings.limit(name)
            let most = geteuid() == 0 && !HostRights.current.inUserNamespace ? UInt64.max : own.hard
            return POSIXRlimit(type: name, hard: min(hard, most), soft: min(soft, most))
        }
    }

    /// The kernel's release.
    package var kernel: String
    /// `x86_64` and so on.
    package var machine: String
    /// The processor, as `/proc/cpuinfo` names it.
    package var processor: String
    /// How many of them the process may use.
    package var processors: Int
    /// The machine's memory in bytes.
    package var memoryBytes: UInt64
    /// `v1`, `v2`, or `none` where containers get no cgroup.
    package var cgroups: String
    /// `root`, `user namespace`, or `user namespace with one id`.
    package var rights: String
    /// Which start of the machine this is.
    package var boot: String
    /// The resource limits, by number.
    package var limits: [Limit]

    /// The surroundings of this process.
    package static func here(_ host: ContainerHost) -> Surroundings {
        var name = utsname()
        uname(&name)
        return Surroundings(
            kernel: text(name.release),
            machine: text(name.machine),
            processor: processorName(),
            processors: processorCount(),
            memoryBytes: UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES))))
                * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE)))),
            cgroups: host.cgroups.versionText,
            rights: host.rights.singleIdentity
                ? "user namespace with one id"
                : host.rights.inUserNamespace ? "user namespace" : "root",
            boot: firstLine(of: "/proc/sys/kernel/random/boot_id"),
            limits: ResourceName.all.map(limit)
        )
    }

    /// What is not equal here, a sentence each; empty where everything is.
    ///
    /// - Parameter then: The surroundings of the kept step.
    /// - Returns: Texts such as `processors was 8, is 2`.
    package func differences(from then: Surroundings) -> [String] {
        var texts: [String] = []
        func note(_ what: String, _ old: String, _ new: String) {
            if old != new { texts.append("\(what) was \(old), is \(new)") }
        }
        note("kernel", then.kernel, kernel)
        note("machine", then.machine, machine)
        note("processor", then.processor, processor)
        note("processors", "\(then.processors)", "\(processors)")
        note("memory", "\(then.memoryBytes >> 20) MiB", "\(memoryBytes >> 20) MiB")
        note("cgroup version", then.cgroups, cgroups)
        note("rights", then.rights, rights)
        return texts
    }

    fileprivate static func limit(_ name: String) -> Limit {
        var value = rlimit()
        if let number = ResourceName.number(of: name) {
            getrlimit(Int32(bitPattern: number), &value)
        }
        return Limit(name: name, soft: UInt64(value.rlim_cur), hard: UInt64(value.rlim_max))
    }

    private static func processorCount() -> Int {
        let lines = head(of: "/proc/self/status").split(separator: "\n")
        let mask = lines.first { $0.hasPrefix("Cpus_allowed:") }?.split(separator: "\t").last ?? ""
        let count = mask.reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
        return count > 0 ? count : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    private static func processorName() -> String {
        let lines = head(of: "/proc/cpuinfo").split(separator: "\n")
        let line = lines.first { $0.hasPrefix("model name") }
        let value = line?.split(separator: ":", maxSplits: 1).last ?? "unknown"
        return String(value.drop { $0 == " " })
    }

    private static func firstLine(of path: FilePath) -> String {
        head(of: path).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// The first 8 KiB of a file of the kernel's.
    private static func head(of path: FilePath) -> String {
        guard let file = try? OpenFile(opening: path) else { return "" }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = max(0, read(file.descriptor, &bytes, bytes.count))
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func text<Letters>(_ letters: Letters) -> String {
        withUnsafeBytes(of: letters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
