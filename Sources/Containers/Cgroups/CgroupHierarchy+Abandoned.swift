import HostSystem
import SystemPackage

extension CgroupHierarchy {
    /// Removes cgroups that runs have left behind: those without processes.
    ///
    /// - Parameter isAlive: Tells of a cgroup's name whether its run is still going.
    /// - Returns: How many were removed.
    package func removeAbandoned(where isAlive: (String) -> Bool) -> Int {
        var removed = 0
        for base in Set(legacy.values).union([unified].compactMap { $0 }) {
            let folder = CgroupDirectory(base.appending(Self.folder))
            for child in folder.children {
                guard let name = child.path.lastComponent, !isAlive(name.string) else { continue }
                let tree = child.tree
                guard tree.allSatisfy(\.processes.isEmpty) else { continue }
                for directory in tree.reversed() { directory.removeIfEmpty() }
                if !child.exists { removed += 1 }
            }
        }
        return removed
    }
}
