import Glibc
import HostSystem
package import OCI

/// The cgroup of one container, in every hierarchy that has a controller we use; removed when its owner is gone.
package struct Cgroup: ~Copyable, Sendable {
    /// Where it is, and everything that can be done with it.
    package let place: CgroupPlace
    /// The limits that nothing enforces here.
    package let unenforced: [UnenforcedLimit]
    /// The descriptor of the v2 directory in which a child is born (`CLONE_INTO_CGROUP`); -1 where there is none.
    package let birthDescriptor: Int32
    private var isKept = false

    /// Makes a step's cgroup below our own place and sets its limits.
    ///
    /// - Parameters:
    ///   - name: One path component, unique on this host.
    ///   - limits: Those the hierarchy has no controller for end up in `unenforced`.
    ///   - devices: The devices that may be used; nil where the host allows no rules, in a user namespace, whose
    ///     processes can make no device nodes.
    ///   - hierarchy: What the host offers.
    /// - Throws: `ContainerError`; nothing is left then.
    package init(
        _ name: String,
        limits: ResourceLimits,
        devices: [LinuxDeviceRule]? = nil,
        in hierarchy: CgroupHierarchy
    ) throws(ContainerError) {
        var resources = limits.resources
        resources.devices = devices
        // For the figures of memory and processes, whether they are limited or not.
        var controllers: Set<CgroupController> = [.memory, .pids]
        if resources.cpu != nil { controllers.insert(.cpu) }
        // v1 does not know whose data is written back, so its figures would mislead.
        if hierarchy.legacy[.blockIO] == nil { controllers.insert(.blockIO) }
        if resources.devices != nil { controllers.insert(.devices) }
        // Nobody has asked for the standard limits, so nobody misses them.
        var unasked: Set<String> = ["devices"]
        if limits.processes == ResourceLimits.standardProcesses { unasked.insert("pids") }
        try self.init(
            CgroupMaker(CgroupPath(named: name), in: hierarchy),
            resources,
            .reported,
            controllers,
            unasked: unasked
        )
    }

    /// Makes a container's cgroup, or joins the one that is there, and sets its limits.
    ///
    /// - Parameters:
    ///   - path: Where; levels that are missing are made.
    ///   - resources: The limits; without `devices` in a user namespace, where the kernel takes no rules.
    ///   - strictness: What happens to a limit that no controller is there for.
    ///   - controllers: The ones whose hierarchies are entered.
    ///   - hierarchy: What the host offers.
    /// - Throws: `ContainerError`; nothing is left then.
    package init(
        _ path: CgroupPath,
        _ resources: LinuxResources,
        _ strictness: CgroupStrictness,
        controllers: Set<CgroupController> = Set(CgroupController.allCases),
        in hierarchy: CgroupHierarchy
    ) throws(ContainerError) {
        try self.init(CgroupMaker(path, in: hierarchy), resources, strictness, controllers)
    }

    private init(
        _ maker: consuming CgroupMaker,
        _ resources: LinuxResources,
        _ strictness: CgroupStrictness,
        _ controllers: Set<CgroupController>,
        unasked: Set<String> = []
    ) throws(ContainerError) {
        // A noncopyable value may not be left half made, so all that may throw comes first.
        let parts = try Self.parts(maker, resources, strictness, controllers)
        place = parts.place
        unenforced = parts.unenforced.filter { !unasked.contains($0.limit) }
        birthDescriptor = parts.birthDescriptor
    }

    private static func parts(
        _ maker: consuming CgroupMaker,
        _ resources: LinuxResources,
        _ strictness: CgroupStrictness,
        _ controllers: Set<CgroupController>
    ) throws(ContainerError) -> (
        place: CgroupPlace, unenforced: [UnenforcedLimit], birthDescriptor: Int32
    ) {
        var maker = maker
        do throws(ContainerError) {
            try carryOut { () throws(SystemError) in try maker.make(controllers) }
            let place = maker.place
            let unenforced = try place.apply(resources, strictness, refusal: maker.refusal)
            return (place, unenforced, try open(place.unified))
        } catch {
            // What stays is found by the next `cuvette gc`; the refusal is what matters.
            try? maker.place.remove()
            throw error
        }
    }

    deinit {
        if birthDescriptor >= 0 { close(birthDescriptor) }
        // Every process is gone with the PID namespace; what stays all the same is found by the next `cuvette gc`.
        if !isKept { try? place.remove() }
    }

    /// Lets the cgroup be: whoever keeps the place removes it.
    package consuming func keep() -> CgroupPlace {
        isKept = true
        return place
    }

    private static func open(_ directory: CgroupDirectory?) throws(ContainerError) -> Int32 {
        guard let directory else { return -1 }
        return try carryOut { () throws(SystemError) in
            try OpenFile(opening: directory.path, O_RDONLY | O_DIRECTORY).release()
        }
    }

    private static func carryOut<Result>(
        _ work: () throws(SystemError) -> Result
    ) throws(ContainerError) -> Result {
        do { return try work() } catch { throw .cgroup(error) }
    }
}
