import SystemPackage
import HostSystem
import OCI

/// The writes of one change, each with the directory that it goes to, and what has nowhere to go.
struct WriteTray {
    /// A limit for which no controller is there.
    struct Missing {
        let limit: String
        let setting: String
        let value: String
        let reason: String

        var error: ResourceError { ResourceError(setting, value, reason) }
        var report: UnenforcedLimit { UnenforcedLimit(limit, reason: reason) }
    }

    private(set) var missing: [Missing] = []
    private var writes: [(directory: CgroupDirectory, write: CgroupWrite)] = []
    private var program: (directory: CgroupDirectory, program: DeviceProgram)?

    /// Chooses for each controller the hierarchy that has it: v1 where the container is in one, else v2.
    init(
        _ resources: LinuxResources,
        for place: CgroupPlace,
        refusal: SystemError?
    ) throws(ResourceError) {
        let legacy = try LegacySettings(resources).writes()
        let remainder = place.remainder(of: resources)
        let unified = UnifiedSettings(place.keepingQuota(remainder))
        let unifiedWrites = try unified.writes()
        let offered =
            unifiedWrites.isEmpty ? [] : place.unified?.controllers("cgroup.controllers") ?? []
        let reason = refusal.map(\.description)
        for write in legacy {
            guard let controller = write.controller else { continue }
            if let directory = place.legacy[controller] {
                writes.append((directory, write))
            } else if controller != .devices, !offered.contains(controller) {
                miss(write, reason ?? "this host has no \(controller.legacyName) controller for it")
            }
        }
        for write in unifiedWrites { take(write, place, offered, reason) }
        for (controller, setting) in unified.inexpressible where offered.contains(controller) {
            miss(setting, "what it says", "cgroup v2 has no such setting")
        }
        try takeDevices(resources.devices, place)
    }

    private mutating func take(
        _ write: CgroupWrite,
        _ place: CgroupPlace,
        _ offered: Set<CgroupController>,
        _ reason: String?
    ) {
        let isNamed = write.setting.hasPrefix("unified.")
        let isOffered = write.controller.map(offered.contains) ?? true
        if let directory = place.unified, isOffered {
            writes.append((directory, write))
        } else if isNamed {
            let controller = write.controller?.rawValue ?? "its"
            miss(
                write,
                reason
                    ?? "invalid configuration, since this host's cgroup v2 has no \(controller) controller"
            )
        }
    }

    private mutating func takeDevices(_ rules: [LinuxDeviceRule]?, _ place: CgroupPlace)
        throws(ResourceError)
    {
        guard let rules, !rules.isEmpty, place.legacy[.devices] == nil else { return }
        guard let directory = place.unified else {
            return miss("devices", "its rules", "this host has no devices controller for it")
        }
        program = (directory, DeviceProgram(try DeviceRule.rules(rules)))
    }

    private mutating func miss(_ write: CgroupWrite, _ reason: String) {
        miss(write.setting, write.target.text, reason)
    }

    private mutating func miss(
        _ setting: String,
        _ value: String,
        _ reason: String,
        as limit: String? = nil
    ) {
        let limit = limit ?? String(setting.prefix { $0 != "." })
        guard !missing.contains(where: { $0.limit == limit }) else { return }
        missing.append(Missing(limit: limit, setting: setting, value: value, reason: reason))
    }

    /// The controller is there, but not this file of it; of memory it is mostly swap that a kernel does not count.
    private mutating func missFile(of write: CgroupWrite, _ error: SystemError) {
        miss(
            write.setting,
            write.target.text,
            error.description,
            as: write.setting == "memory.swap" ? "swap" : nil
        )
    }

    /// Writes everything; what contradicts a neighbour is tried again behind all others.
    ///
    /// - Parameter strictness: Whether a file that this kernel does not have is an error.
    /// - Throws: `SystemError` with the file and the value.
    mutating func write(_ strictness: CgroupStrictness) throws(SystemError) {
        var again: [(directory: CgroupDirectory, write: CgroupWrite)] = []
        for entry in writes {
            do {
                try Self.carryOut(entry.write, in: entry.directory)
            } catch {
                if error.errno == .invalidArgument {
                    again.append(entry)
                } else if error.errno == .noSuchFileOrDirectory, strictness == .reported {
                    missFile(of: entry.write, error)
                } else {
                    throw error
                }
            }
        }
        for entry in again { try Self.carryOut(entry.write, in: entry.directory) }
        do {
            if let program { try program.program.attach(to: program.directory) }
        } catch {
            guard strictness == .reported else { throw error }
            miss("devices", "its rules", error.description)
        }
    }

    /// Writes into the first file that is there.
    private static func carryOut(_ write: CgroupWrite, in directory: CgroupDirectory)
        throws(SystemError)
    {
        if write.alternatives.isEmpty, !write.isOptional {
            return try directory.write(write.target.text, to: write.target.file)
        }
        let targets = [write.target] + write.alternatives
        if let target = targets.first(where: { directory.has($0.file) }) {
            try directory.write(target.text, to: target.file)
        } else if !write.isOptional {
            // Refused by the kernel's own word: no such file.
            try directory.write(write.target.text, to: write.target.file)
        }
    }
}

extension CgroupPlace {
    /// The parts for which the container is in no hierarchy of v1.
    fileprivate func remainder(of resources: LinuxResources) -> LinuxResources {
        var remainder = resources
        remainder.network = nil
        if legacy[.memory] != nil { remainder.memory = nil }
        if legacy[.pids] != nil { remainder.pids = nil }
        if legacy[.blockIO] != nil { remainder.blockIO = nil }
        if legacy[.hugepages] != nil { remainder.hugepageLimits = nil }
        if legacy[.rdma] != nil { remainder.rdma = nil }
        if legacy[.cpu] != nil, let cpu = resources.cpu {
            remainder.cpu = LinuxCPU(cpus: cpu.cpus, mems: cpu.mems)
        }
        if legacy[.cpuSet] != nil {
            remainder.cpu?.cpus = nil
            remainder.cpu?.mems = nil
        }
        return remainder
    }

    /// The resources with the quota beside a new period, since v2 has both in one file.
    fileprivate func keepingQuota(_ resources: LinuxResources) -> LinuxResources {
        guard resources.cpu?.period.unlessZero != nil, resources.cpu?.quota.unlessZero == nil,
            let quota = unified?.text("cpu.max")?.split(separator: " ").first
        else { return resources }
        var resources = resources
        resources.cpu?.quota = Int64(quota) ?? -1
        return resources
    }
}
