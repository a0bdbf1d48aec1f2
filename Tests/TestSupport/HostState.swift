import Foundation
import Glibc

/// What a run could leave on the host, looked for in every place that the kernel shows.
package struct HostState {
    /// A text in the environment of every process of the containers that are looked for.
    package var marker: String
    /// The store whose mounts and sessions are looked for.
    package var store: String
    /// The processes whose cgroups are looked for: their names begin with the process id.
    package var pids: [Int32]

    /// A state to ask about.
    package init(marker: String, store: String, pids: [Int32]) {
        self.marker = marker
        self.store = store
        self.pids = pids
    }

    /// Everything that is still there, a line each; empty where all is clean.
    package func leftovers() -> [String] {
        processes() + mounts() + cgroups() + sessions() + halfSnapshots()
    }

    /// Processes of containers, by the marker in their environment.
    package func processes() -> [String] {
        let wanted = Data(marker.utf8)
        return Self.processNumbers().compactMap { number in
            guard let environment = Self.bytes("/proc/\(number)/environ"),
                environment.range(of: wanted) != nil
            else { return nil }
            let command = Self.text("/proc/\(number)/cmdline").split(separator: "\0")
            return "process \(number): \(command.joined(separator: " "))"
        }
    }

    /// Mounts that name the store, in the mount namespace of any process.
    package func mounts() -> [String] {
        var seen: Set<String> = []
        var found: [String] = []
        for number in Self.processNumbers() {
            let link = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(number)/ns/mnt"
            )
            guard let link, seen.insert(link).inserted else { continue }
            found += Self.text("/proc/\(number)/mountinfo").split(separator: "\n")
                .filter { $0.contains(store + "/") }.map { "mount in \(number): \($0)" }
        }
        return found
    }

    /// The cgroups, in every hierarchy, of those of our processes that have ended.
    package func cgroups() -> [String] {
        let files = FileManager.default
        // The kernel gives numbers again: one that is in use is another test's program by now.
        let gone = pids.filter { kill($0, 0) != 0 }
        return Self.cgroupFolders().flatMap { folder in
            ((try? files.contentsOfDirectory(atPath: folder)) ?? [])
                .filter { name in gone.contains { name.hasPrefix("\($0)-") } }
                .map { "cgroup \(folder)/\($0)" }
        }
    }

    /// What lies in the store's folder of sessions.
    package func sessions() -> [String] {
        names("sessions").map { "session \($0)" }
    }

    /// Names among the snapshots that are not complete.
    package func halfSnapshots() -> [String] {
        names("snapshots").filter {
            !FileManager.default.fileExists(atPath: "\(store)/snapshots/\($0)/fs")
        }.map { "half a snapshot \($0)" }
    }

    private func names(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(store)/\(folder)")) ?? []
    }

    /// The folders named `cuvette` in this process's own place of each hierarchy.
    private static func cgroupFolders() -> [String] {
        let places = text("/proc/self/cgroup").split(separator: "\n").map {
            String($0.split(separator: ":", omittingEmptySubsequences: false).last ?? "/")
        }
        let points = text("/proc/self/mounts").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            return fields.count > 2 && fields[2].hasPrefix("cgroup") ? String(fields[1]) : nil
        }
        let folders = points.flatMap { point in
            Set(places + ["/"]).map { point + ($0 == "/" ? "" : $0) + "/cuvette" }
        }
        return folders.filter { FileManager.default.fileExists(atPath: $0) }
    }

    private static func processNumbers() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter {
            $0.allSatisfy(\.isNumber)
        }
    }

    private static func bytes(_ path: String) -> Data? {
        FileManager.default.contents(atPath: path)
    }

    private static func text(_ path: String) -> String {
        bytes(path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
