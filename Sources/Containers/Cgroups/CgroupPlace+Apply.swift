import SystemPackage
import HostSystem
package import OCI

/// What happens to a limit that nothing on this host can enforce.
package enum CgroupStrictness: Sendable, Hashable {
    /// It is an error, as the runtime-spec has it.
    case strict
    /// It is reported, and the container runs without it.
    case reported
}

extension CgroupPlace {
    /// Sets new limits for a living cgroup; what is not mentioned stays as it is.
    ///
    /// Raising and lowering are the same: a value that the kernel refuses because of one that is about to change
    /// (a memory limit above the one with swap) is tried again behind it.
    ///
    /// - Parameters:
    ///   - resources: What is to change.
    ///   - strictness: What happens where no controller is there for it.
    /// - Returns: What nothing enforces; empty if strict.
    /// - Throws: `ContainerError.resource` for a value that makes no sense or, if strict, has no controller here;
    ///   `ContainerError.cgroup` for one that the kernel refuses, with the file.
    @discardableResult
    package func apply(
        _ resources: LinuxResources,
        _ strictness: CgroupStrictness = .strict
    ) throws(ContainerError) -> [UnenforcedLimit] {
        try apply(resources, strictness, refusal: nil)
    }

    /// The same, with the reason why v2 controllers could not be had.
    func apply(
        _ resources: LinuxResources,
        _ strictness: CgroupStrictness,
        refusal: SystemError?
    ) throws(ContainerError) -> [UnenforcedLimit] {
        var tray: WriteTray
        do throws(ResourceError) {
            tray = try WriteTray(resources, for: self, refusal: refusal)
            if strictness == .strict, let first = tray.missing.first { throw first.error }
        } catch {
            throw .resource(error)
        }
        do throws(SystemError) {
            if resources.memory?.checkBeforeUpdate == true { try checkUsage(resources.memory) }
            try tray.write(strictness)
        } catch {
            throw .cgroup(error)
        }
        return tray.missing.map(\.report)
    }

    /// Refuses a limit below what is in use; the kernel would kill to reach it.
    private func checkUsage(_ memory: LinuxMemory?) throws(SystemError) {
        guard let limit = memory?.limit, limit > 0 else { return }
        let usage =
            legacy[.memory]?.number("memory.usage_in_bytes") ?? unified?.number("memory.current")
        guard let usage, usage > UInt64(limit) else { return }
        throw SystemError(
            "limit memory to \(limit) bytes, since \(usage) are in use",
            call: "write",
            errno: .resourceBusy
        )
    }
}
