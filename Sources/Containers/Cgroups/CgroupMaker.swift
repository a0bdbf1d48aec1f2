import HostSystem
import SystemPackage

/// Makes the directories of one container's cgroup, or joins those that are there.
struct CgroupMaker {
    private let hierarchy: CgroupHierarchy
    private let path: CgroupPath
    /// What has been made so far.
    private(set) var place = CgroupPlace()
    /// Why v2 controllers could not be handed on; nil where they could.
    private(set) var refusal: SystemError?

    init(_ path: CgroupPath, in hierarchy: CgroupHierarchy) {
        self.path = path
        self.hierarchy = hierarchy
    }

    /// Makes one directory in every hierarchy that has one of the controllers, and in v2, which can always freeze,
    /// kill and count.
    ///
    /// - Throws: `SystemError`; what was made before is in `place`.
    mutating func make(_ controllers: Set<CgroupController>) throws(SystemError) {
        for controller in controllers.sorted() {
            guard let own = hierarchy.legacy[controller] else { continue }
            let levels = path.levels(own: own, root: hierarchy.legacyRoots[controller] ?? own)
            place.legacy[controller] =
                controller == .cpuSet
                ? try make(levels, prepare: Self.inherit) : try make(levels)
        }
        guard let own = hierarchy.unified else { return }
        let levels = path.levels(own: own, root: hierarchy.unifiedRoot ?? own)
        place.unified = try make(levels)
        let wanted = hierarchy.unifiedControllers.intersection(controllers)
            .subtracting(place.legacy.keys)
        do {
            try CgroupDelegation.enable(
                wanted,
                through: levels.dropLast(),
                own: CgroupDirectory(own)
            )
        } catch {
            refusal = error
        }
    }

    /// Makes those of some directories that are missing; another runner may be removing a parent meanwhile.
    private mutating func make(
        _ levels: [CgroupDirectory],
        prepare: ((CgroupDirectory) throws(SystemError) -> Void)? = nil
    ) throws(SystemError) -> CgroupDirectory {
        let last = levels[levels.count - 1]
        for attempt in 1...3 {
            do {
                // Mostly only the last one is missing.
                if prepare == nil, levels[levels.count - 2].exists {
                    if try last.make() { place.made.append(last) }
                    return last
                }
                for (depth, level) in levels.enumerated().dropFirst() {
                    let isNew = try level.make()
                    // The folder of all our cgroups stays: others make theirs in it at any time.
                    if isNew, path.isAbsolute || depth > 1 { place.made.append(level) }
                    try prepare?(level)
                }
                return last
            } catch {
                guard error.errno == .noSuchFileOrDirectory, attempt < 3 else { throw error }
            }
        }
        return last
    }

    /// A new cpuset of v1 has neither processors nor memory nodes and takes no process; it gets its parent's.
    private static func inherit(_ level: CgroupDirectory) throws(SystemError) {
        let parent = CgroupDirectory(level.path.removingLastComponent())
        for file in ["cpuset.cpus", "cpuset.mems"] where level.text(file)?.trimmed == "" {
            let inherited = try parent.read(file).trimmed
            if !inherited.isEmpty { try level.write(inherited, to: file) }
        }
    }
}
