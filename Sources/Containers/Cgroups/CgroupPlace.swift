import HostSystem
import SystemPackage

/// Where a container's cgroups are: a value that outlives the process that made them, to be kept in a file.
///
/// What it offers reads and changes living cgroups; nothing is removed by itself (`Cgroup` does that).
package struct CgroupPlace: Sendable, Hashable, Codable {
    /// The v1 directories by controller; two controllers of one mount have the same.
    package internal(set) var legacy: [CgroupController: CgroupDirectory] = [:]
    /// The v2 directory.
    package internal(set) var unified: CgroupDirectory?
    /// The directories that were made for it, each before those in it; all others were there before and stay.
    package internal(set) var made: [CgroupDirectory] = []

    /// The files into which a process writes `0` to enter the v1 hierarchies.
    ///
    /// `tasks` and not `cgroup.procs`: moving a whole thread group waits for a grace period of the kernel, 5–20 ms.
    package var taskFiles: [String] {
        legacyDirectories.map { $0.path.appending("tasks").string }
    }

    /// The files into which the number of a process is written to move it in from outside; all hierarchies.
    package var processFiles: [String] {
        (legacyDirectories + [unified].compactMap { $0 })
            .map { $0.path.appending("cgroup.procs").string }
    }

    /// The v1 directories, each once, in the order of their controllers.
    var legacyDirectories: [CgroupDirectory] {
        var seen: Set<CgroupDirectory> = []
        return legacy.sorted { $0.key < $1.key }.map(\.value).filter { seen.insert($0).inserted }
    }

    /// Removes what was made for it, deepest first, and what the container has made inside.
    ///
    /// A parent that others have begun to use stays.
    ///
    /// - Throws: `ContainerError.cgroup` for the first one of the container's own that stays, mostly since processes
    ///   are left in it; the others are removed all the same.
    package func remove() throws(ContainerError) {
        let own = Set(legacyDirectories + [unified].compactMap { $0 })
        let deadline = ContinuousClock.now + .milliseconds(200)
        var failure: SystemError?
        for directory in made.reversed() {
            if own.contains(directory) {
                do { try directory.remove(until: deadline) } catch { failure = failure ?? error }
            } else {
                directory.removeIfEmpty()
            }
        }
        for directory in own { directory.removeEmptyFolder() }
        if let failure { throw .cgroup(failure) }
    }
}

extension CgroupDirectory {
    /// Removes the folder that tells containers of one name apart, where this was its last one: whoever made it may be
    /// gone before.
    fileprivate func removeEmptyFolder() {
        let folder = path.removingLastComponent()
        guard folder.removingLastComponent().lastComponent?.string == CgroupHierarchy.folder,
            folder.lastComponent?.string.hasPrefix("@") == true
        else { return }
        CgroupDirectory(folder).removeIfEmpty()
    }
}

extension CgroupDirectory: Codable {
    /// Reads a path.
    package init(from decoder: any Decoder) throws {
        self.init(FilePath(try decoder.singleValueContainer().decode(String.self)))
    }

    /// Writes the path.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path.string)
    }
}

extension CgroupController: CodingKeyRepresentable {}
