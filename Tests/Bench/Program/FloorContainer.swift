import BenchFloor
import Containers
import Glibc
import HostSystem
import SystemPackage

/// The same container made by the shortest list of system calls, in the same process and the same cgroup hierarchies.
final class FloorContainer {
    private let workshop: Workshop
    private let tool: Tool
    private let filter: [UInt8]
    private let limits: ResourceLimits
    private let hierarchy: CgroupHierarchy
    private let initProgram: OpenFile
    private let attachment: FilePath

    init(_ tool: Tool, _ limits: ResourceLimits, _ filter: [UInt8], in workshop: Workshop) throws {
        self.workshop = workshop
        self.tool = tool
        self.filter = filter
        self.limits = limits
        hierarchy = .detect()
        initProgram = try OpenFile(opening: tool.path, O_RDONLY)
        attachment = try workshop.folder("attachment")
    }

    /// One container; what it leaves is removed after the clock has been stopped.
    func measure() throws -> Double {
        let folder = workshop.fresh("floor")
        let groups = groups(folder.lastComponent?.string ?? "floor")
        for path in groups.directories {
            _ = try Directory(creating: path.removingLastComponent(), mode: 0o755)
        }
        let time = try milliseconds { try run(in: folder, groups) }
        try workshop.remove(folder)
        return time
    }

    /// The cgroups of one container, with their limits as file and text.
    private struct Groups {
        var directories: [FilePath] = []
        var limits: [String] = []
        var tasks: [String] = []
        var unified: String?

        mutating func limit(_ path: FilePath, _ file: String, _ value: UInt64?) {
            if let value { limits += [path.appending(file).string, "\(value)"] }
        }

        mutating func allowStandardDevices(_ path: FilePath) {
            limits += [path.appending("devices.deny").string, "a"]
            for rule in FloorContainer.devices {
                limits += [path.appending("devices.allow").string, rule]
            }
        }
    }

    /// What `LinuxDeviceRule.standard` comes to.
    private static let devices = [
        "c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm",
        "c 5:0 rwm", "c 5:1 rwm", "c 5:2 rwm", "c 136:* rwm",
    ]

    private func groups(_ name: String) -> Groups {
        var groups = Groups()
        guard !Peers.isOrdinary else { return groups }
        for (controller, base) in hierarchy.legacy.sorted(by: { $0.key < $1.key })
        where [.devices, .memory, .pids].contains(controller) {
            let path = base.appending("cuvette").appending(name)
            groups.directories.append(path)
            groups.tasks.append(path.appending("tasks").string)
            if controller == .memory {
                groups.limit(path, "memory.limit_in_bytes", limits.memoryBytes)
                groups.limit(path, "memory.memsw.limit_in_bytes", limits.memoryBytes)
            } else if controller == .pids {
                groups.limit(path, "pids.max", limits.processes)
            } else {
                groups.allowStandardDevices(path)
            }
        }
        guard let base = hierarchy.unified else { return groups }
        let path = base.appending("cuvette").appending(name)
        groups.directories.append(path)
        groups.unified = path.string
        if hierarchy.legacy[.memory] == nil {
            groups.limit(path, "memory.max", limits.memoryBytes)
            groups.limit(path, "pids.max", limits.processes)
        }
        return groups
    }

    private func run(in folder: FilePath, _ groups: Groups) throws {
        let lists = [
            CStrings(["init", "/bin/true"]), CStrings(groups.directories.map(\.string)),
            CStrings(groups.limits), CStrings(groups.tasks),
        ]
        let texts = CStrings(
            [folder.string, tool.rootFileSystem.string, attachment.string]
                + [groups.unified].compactMap { $0 }
        )
        try filter.withUnsafeBytes { filter in
            guard let bytes = filter.baseAddress, let folder = texts.constant[0],
                let lower = texts.constant[1], let attachment = texts.constant[2]
            else { return }
            var container = floor_container(
                folder: folder,
                lower: lower,
                attachment: attachment,
                init: initProgram.descriptor,
                command: lists[0].constant,
                filter: bytes,
                filter_size: filter.count,
                cgroups: lists[1].constant,
                limits: lists[2].constant,
                tasks: lists[3].constant,
                unified: texts.constant[3],
                ordinary: Peers.isOrdinary ? 1 : 0
            )
            var step: UnsafePointer<CChar>?
            let result = floor_run(&container, &step)
            guard result != 0 else { return }
            let reason = result < 0 ? String(cString: strerror(errno)) : "exit \(result)"
            throw Unavailable("\(step.map { String(cString: $0) } ?? ""): \(reason)")
        }
        withExtendedLifetime((lists, texts)) {}
    }
}
