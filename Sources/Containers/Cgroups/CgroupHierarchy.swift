import Glibc
import HostSystem
package import SystemPackage

/// Which cgroups this process can make: the mounted hierarchies and its own place in each.
///
/// Knows v2 alone, v1 alone, and the hybrid in which some controllers are v1 while a v2 hierarchy has none of them.
/// Source: cgroups(7).
package struct CgroupHierarchy: Sendable, Hashable {
    /// Where below each v1 controller our cgroups go: `memory`, `pids`, `cpu`.
    package var legacy: [String: FilePath] = [:]
    /// Where in the v2 hierarchy our cgroups go, if it has controllers that can be handed on.
    package var unified: FilePath?
    /// The v2 controllers that work there.
    package var unifiedControllers: Set<String> = []

    /// The name of our directory in each hierarchy.
    static let folder = "cuvette"

    /// The v1 controllers that a step needs.
    static let wanted = ["memory", "pids", "cpu"]

    /// What the host offers; empty where nothing can be written.
    package static func detect() -> CgroupHierarchy {
        let own = (try? read("/proc/self/cgroup")) ?? ""
        let mounts = (try? read("/proc/self/mountinfo")) ?? ""
        var hierarchy = CgroupHierarchy(own: own, mounts: mounts)
        hierarchy.keepWritable()
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
            let options = Set(fields[dash + 3].split(separator: ",").map(String.init))
            switch fields[dash + 1] {
            case "cgroup2":
                unified = Self.place(places[""] ?? "/", below: root, at: point)
            case "cgroup":
                for controller in Self.wanted where options.contains(controller) {
                    let place = places[controller] ?? "/"
                    legacy[controller] = Self.place(place, below: root, at: point)
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

    private mutating func keepWritable() {
        legacy = legacy.filter { Self.isWritable($0.value) }
        guard let own = unified, legacy["memory"] == nil, Self.isWritable(own) else {
            unified = nil
            return
        }
        prepareUnified(own)
    }

    /// Hands the controllers on to our folder.
    ///
    /// A v2 cgroup that holds processes may not hand controllers on, except the root, so an own cgroup that does
    /// not let us is given up for limits (cgroups(7), "no internal processes").
    private mutating func prepareUnified(_ own: FilePath) {
        let wanted = ["memory", "pids", "cpu"]
        let offered = (try? Self.read(own.appending("cgroup.controllers").string)) ?? ""
        let there = Set(offered.split(whereSeparator: \.isWhitespace).map(String.init))
        let usable = wanted.filter(there.contains)
        let folder = own.appending(Self.folder)
        let command = usable.map { "+\($0)" }.joined(separator: " ")
        guard
            !usable.isEmpty,
            (try? Self.write(command, to: own.appending("cgroup.subtree_control"))) != nil,
            (try? Directory(creating: folder, mode: 0o755)) != nil,
            (try? Self.write(command, to: folder.appending("cgroup.subtree_control"))) != nil
        else {
            unified = nil
            return
        }
        unifiedControllers = Set(usable)
    }

    private static func isWritable(_ path: FilePath) -> Bool {
        path.withPlatformString { access($0, W_OK) } == 0
    }

    static func read(_ path: String) throws(SystemError) -> String {
        let file = try OpenFile(opening: FilePath(path))
        return String(decoding: try file.readAll(limit: 1 << 22, name: path), as: UTF8.self)
    }

    static func write(_ text: String, to path: FilePath) throws(SystemError) {
        let file = try OpenFile(opening: path, O_WRONLY)
        try file.writeAll(Array(text.utf8), name: path.string)
    }
}
