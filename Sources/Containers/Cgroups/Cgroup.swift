import Glibc
import HostSystem
import SystemPackage

/// The cgroup of one container, in every hierarchy that has a controller we use; removed when its owner is gone.
package struct Cgroup: ~Copyable, Sendable {
    /// The v1 directories by controller.
    private let legacy: [String: FilePath]
    /// The v2 directory.
    private let unified: FilePath?
    /// The open v2 directory for `CLONE_INTO_CGROUP`, or nil.
    private let birthplace: OpenFile?
    /// The descriptor of the v2 directory in which a child is born; -1 where there is none.
    package let birthDescriptor: Int32
    /// The limits that nothing enforces here: `memory`, `cpu`, `pids`.
    package let unenforced: [String]

    /// Makes the cgroup and sets its limits.
    ///
    /// - Parameters:
    ///   - name: One path component, unique on this host.
    ///   - limits: Those the hierarchy has no controller for end up in `unenforced`.
    ///   - hierarchy: What the host offers.
    /// - Throws: `ContainerError.cgroup`; nothing is left then.
    package init(
        _ name: String,
        limits: ResourceLimits,
        in hierarchy: CgroupHierarchy
    ) throws(ContainerError) {
        var made: [String: FilePath] = [:]
        var unified: FilePath?
        do {
            for controller in Self.controllers(for: limits) {
                guard let base = hierarchy.legacy[controller] else { continue }
                made[controller] = try Self.make(name, below: base)
            }
            if let base = hierarchy.unified {
                unified = try Self.make(name, below: base)
            }
            try Self.set(limits, legacy: made, unified: unified, hierarchy: hierarchy)
            let opened = try unified.map { path throws(SystemError) in
                try OpenFile(opening: path, O_RDONLY | O_DIRECTORY)
            }
            birthDescriptor = Self.descriptor(of: opened)
            birthplace = opened
        } catch {
            for path in Array(made.values) + [unified].compactMap({ $0 }) {
                _ = path.withPlatformString(rmdir)
            }
            throw .cgroup(error)
        }
        legacy = made
        self.unified = unified
        unenforced = Self.missing(limits, hierarchy)
    }

    deinit {
        for path in Array(legacy.values) + [unified].compactMap({ $0 }) { Self.remove(path) }
    }

    /// The files into which a child writes `0` to enter the v1 hierarchies.
    ///
    /// `tasks` and not `cgroup.procs`: moving a whole thread group waits for a grace period of the kernel, 5–20 ms.
    package var taskFiles: [String] {
        legacy.sorted { $0.key < $1.key }.map { "\($0.value.appending("tasks"))" }
    }

    /// What the container has used so far.
    package var usage: CgroupUsage {
        var usage = CgroupUsage()
        if let path = legacy["memory"] {
            usage.peakMemoryBytes = Self.number(path, "memory.max_usage_in_bytes")
            usage.memoryKills = Self.field("oom_kill", of: path, "memory.oom_control")
        }
        if let path = legacy["pids"] {
            usage.processRefusals = Self.field("max", of: path, "pids.events")
        }
        if let path = unified {
            usage.peakMemoryBytes = usage.peakMemoryBytes ?? Self.number(path, "memory.peak")
            usage.memoryKills =
                usage.memoryKills ?? Self.field("oom_kill", of: path, "memory.events")
            usage.processRefusals =
                usage.processRefusals ?? Self.field("max", of: path, "pids.events")
            usage.processorMicroseconds = Self.field("usage_usec", of: path, "cpu.stat")
        }
        return usage
    }

    private static func descriptor(of file: borrowing OpenFile?) -> Int32 {
        switch file {
        case .some(let file): file.descriptor
        case .none: -1
        }
    }

    private static func controllers(for limits: ResourceLimits) -> [String] {
        limits.cpus == nil ? ["memory", "pids"] : ["memory", "pids", "cpu"]
    }

    private static func missing(_ limits: ResourceLimits, _ hierarchy: CgroupHierarchy) -> [String]
    {
        // Nobody has asked for the standard limit on processes, so nobody misses it.
        let standard = ResourceLimits.standardProcesses
        let set = [
            ("memory", limits.memoryBytes != nil), ("cpu", limits.cpus != nil),
            ("pids", limits.processes ?? standard != standard),
        ]
        return set.filter {
            $0.1 && hierarchy.legacy[$0.0] == nil && !hierarchy.unifiedControllers.contains($0.0)
        }.map(\.0)
    }

    private static func make(_ name: String, below base: FilePath) throws(SystemError) -> FilePath {
        let folder = base.appending(CgroupHierarchy.folder)
        _ = folder.withPlatformString { mkdir($0, 0o755) }
        let path = folder.appending(name)
        try call("make the cgroup \(path)", "mkdir", path.withPlatformString { mkdir($0, 0o755) })
        return path
    }

    private static func set(
        _ limits: ResourceLimits,
        legacy: [String: FilePath],
        unified: FilePath?,
        hierarchy: CgroupHierarchy
    ) throws(SystemError) {
        if let memory = limits.memoryBytes, let path = legacy["memory"] {
            try CgroupHierarchy.write("\(memory)", to: path.appending("memory.limit_in_bytes"))
            // Without swap accounting the file is missing, and there is nothing to limit.
            _ = try? CgroupHierarchy.write(
                "\(memory)",
                to: path.appending("memory.memsw.limit_in_bytes")
            )
        }
        if let processes = limits.processes, let path = legacy["pids"] {
            try CgroupHierarchy.write("\(processes)", to: path.appending("pids.max"))
        }
        if let cpus = limits.cpus, let path = legacy["cpu"] {
            try CgroupHierarchy.write("100000", to: path.appending("cpu.cfs_period_us"))
            try CgroupHierarchy.write(
                "\(Int(cpus * 100_000))",
                to: path.appending("cpu.cfs_quota_us")
            )
        }
        guard let path = unified else { return }
        let available = hierarchy.unifiedControllers
        if let memory = limits.memoryBytes, available.contains("memory") {
            try CgroupHierarchy.write("\(memory)", to: path.appending("memory.max"))
            _ = try? CgroupHierarchy.write("0", to: path.appending("memory.swap.max"))
        }
        if let processes = limits.processes, available.contains("pids") {
            try CgroupHierarchy.write("\(processes)", to: path.appending("pids.max"))
        }
        if let cpus = limits.cpus, available.contains("cpu") {
            try CgroupHierarchy.write(
                "\(Int(cpus * 100_000)) 100000",
                to: path.appending("cpu.max")
            )
        }
    }

    /// Removes the directory; its last process may still be on its way out, so it tries for a moment.
    private static func remove(_ path: FilePath) {
        for _ in 0..<50 {
            if path.withPlatformString(rmdir) == 0 || errno != EBUSY { return }
            usleep(2_000)
        }
    }

    private static func number(_ path: FilePath, _ file: String) -> UInt64? {
        // A file that is missing is a figure that this kernel does not keep.
        guard let text = try? CgroupHierarchy.read(path.appending(file).string) else { return nil }
        return UInt64(text.filter(\.isNumber))
    }

    private static func field(_ name: String, of path: FilePath, _ file: String) -> UInt64? {
        guard let text = try? CgroupHierarchy.read(path.appending(file).string) else { return nil }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == name { return UInt64(words[1]) }
        }
        return nil
    }
}

/// What a cgroup has counted; nil where the kernel does not keep the figure.
package struct CgroupUsage: Sendable, Hashable {
    /// The most memory that was in use at once, page cache included.
    package var peakMemoryBytes: UInt64?
    /// How often the kernel killed a process because the memory limit was reached.
    package var memoryKills: UInt64?
    /// How often a fork was refused because the process limit was reached.
    package var processRefusals: UInt64?
    /// Processor time in microseconds.
    package var processorMicroseconds: UInt64?
}

extension CgroupHierarchy {
    /// Removes cgroups that runs have left behind: those without processes.
    ///
    /// - Parameter isAlive: Tells of a cgroup's name whether its run is still going.
    /// - Returns: How many were removed.
    package func removeAbandoned(where isAlive: (String) -> Bool) -> Int {
        var removed = 0
        for base in Array(legacy.values) + [unified].compactMap({ $0 }) {
            let path = base.appending(Self.folder)
            guard let folder = try? Directory(opening: path), let names = try? folder.names() else {
                continue
            }
            for name in names where !isAlive(name.string) {
                if path.appending(name).withPlatformString(rmdir) == 0 { removed += 1 }
            }
        }
        return removed
    }
}
