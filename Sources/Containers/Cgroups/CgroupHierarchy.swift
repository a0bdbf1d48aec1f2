package import SystemPackage

/// Which cgroups this process can make: the mounted hierarchies and its own place in each.
///
/// Knows v2 alone, v1 alone, and the hybrid in which some controllers are v1 while a v2 hierarchy has the others or
/// none of them. Source: cgroups(7).
package struct CgroupHierarchy: Sendable, Hashable {
    /// Where our cgroups go below each v1 controller.
    package var legacy: [CgroupController: FilePath] = [:]
    /// Where each v1 controller is mounted.
    package var legacyRoots: [CgroupController: FilePath] = [:]
    /// Where in the v2 hierarchy our cgroups go.
    package var unified: FilePath?
    /// Where the v2 hierarchy is mounted.
    package var unifiedRoot: FilePath?
    /// The v2 controllers that are offered there; they are handed on when a cgroup needs them.
    package var unifiedControllers: Set<CgroupController> = []

    /// The name of our directory in each hierarchy.
    package static let folder = "cuvette"

    /// Which version containers are limited by: `v1`, `v2`, or `none`.
    package var versionText: String {
        if legacy[.memory] != nil || legacy[.pids] != nil { return "v1" }
        return unified == nil ? "none" : "v2"
    }

    /// No cgroups at all.
    package init() {}

    /// What the host offers; empty where nothing can be written.
    package static func detect() -> CgroupHierarchy {
        let process = CgroupDirectory("/proc/self")
        var hierarchy = CgroupHierarchy(
            own: process.text("cgroup") ?? "",
            mounts: process.text("mountinfo") ?? ""
        )
        hierarchy.keepUsable()
        return hierarchy
    }

    /// Reads the two tables of proc(5); pure, and says nothing about what may be written.
    ///
    /// - Parameters:
    ///   - own: The text of `/proc/self/cgroup`.
    ///   - mounts: The text of `/proc/self/mountinfo`.
    init(own: String, mounts: String) {
        let places = Self.places(own)
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 3, dash > 4 else {
                continue
            }
            let root = String(fields[3])
            let point = FilePath(String(fields[4]))
            switch fields[dash + 1] {
            case "cgroup2":
                unified = Self.place(places[""] ?? "/", below: root, at: point)
                unifiedRoot = point
            case "cgroup":
                for option in fields[dash + 3].split(separator: ",") {
                    guard let controller = CgroupController(legacyName: String(option)) else {
                        continue
                    }
                    let place = places[String(option)] ?? "/"
                    legacy[controller] = Self.place(place, below: root, at: point)
                    legacyRoots[controller] = point
                }
            default: break
            }
        }
    }

    /// `4:memory:/a/b` → `memory` is at `/a/b`; the v2 hierarchy has the empty name.
    private static func places(_ own: String) -> [String: String] {
        var places: [String: String] = [:]
        for line in own.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            for controller in fields[1].split(separator: ",", omittingEmptySubsequences: false) {
                places[String(controller)] = String(fields[2])
            }
        }
        return places
    }

    /// A process's place is told from the hierarchy's root; what is mounted may be a part of it only.
    private static func place(_ place: String, below root: String, at point: FilePath) -> FilePath {
        let inside =
            root != "/" && place.hasPrefix(root) ? String(place.dropFirst(root.count)) : place
        return point.appending(FilePath(inside).components)
    }

    /// Leaves only what this process may write, and looks at what v2 offers there.
    mutating func keepUsable() {
        legacy = legacy.filter { CgroupDirectory($0.value).isWritable }
        guard var own = unified else { return }
        // An earlier run moved the processes of this cgroup into a leaf (`CgroupDelegation`).
        if own.lastComponent?.string == CgroupDelegation.leaf { own.removeLastComponent() }
        let directory = CgroupDirectory(own)
        guard directory.isWritable else {
            unified = nil
            return
        }
        unified = own
        unifiedControllers = directory.controllers("cgroup.controllers")
    }
}

extension CgroupDirectory {
    /// The controllers that a file lists: `cgroup.controllers`, `cgroup.subtree_control`.
    func controllers(_ file: String) -> Set<CgroupController> {
        let names = text(file)?.split(whereSeparator: \.isWhitespace) ?? []
        return Set(names.compactMap { CgroupController(rawValue: String($0)) })
    }
}
