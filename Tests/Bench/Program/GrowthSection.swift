import Containers
import Glibc
import HostSystem
import SystemPackage

/// Ten thousand containers in a row, and what they leave.
struct GrowthSection: Section {
    static let key = "h"
    static let title = "Ten thousand containers in a row"
    static let needsRoot = true

    private static let count = 10_000
    private static let limits = ResourceLimits(memoryBytes: 1 << 30, processes: 512)

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let filter = try SeccompCompiler.compile(.standard()).instructions
        let own = try OwnContainer(tool, Self.limits, filter, in: workshop)
        // The first hundred fill what is kept for the next ones.
        for _ in 0..<100 { _ = try own.measure() }
        let before = Footprint()
        var early = Series("")
        var late = Series("")
        for number in 0..<Self.count {
            try workshop.check()
            if number % 500 == 0 { workshop.progress("\(number) of \(Self.count)") }
            let time = try own.measure()
            if number < 1000 { early.add(time) }
            if number >= Self.count - 1000 { late.add(time) }
        }
        let after = Footprint()
        return [times(early, late), growth(before, after)]
    }

    private func times(_ early: Series, _ late: Series) -> Comparison {
        var comparison = Comparison("A container among the first and the last 1 000", unit: "ms")
        var first = Series("first 1 000")
        var last = Series("last 1 000")
        first.add(early.median)
        last.add(late.median)
        comparison.series = [first, last]
        return comparison
    }

    private func growth(_ before: Footprint, _ after: Footprint) -> Comparison {
        var comparison = Comparison("What is there more than before", unit: "")
        for (name, value) in after.figures {
            var series = Series(name)
            series.add(value - (before.figures.first { $0.name == name }?.value ?? 0))
            comparison.series.append(series)
        }
        comparison.expect("no descriptor stays", "descriptors", below: 1)
        comparison.expect("no mount stays", "mounts", below: 1)
        comparison.expect("no cgroup stays", "cgroups", below: 1)
        comparison.expect(
            "of 100, fewer than one whose files are still in memory",
            "removed ones the kernel still holds",
            below: Double(Self.count) / 100
        )
        comparison.expect("no memory stays", "resident KiB", below: 2048)
        return comparison
    }
}

/// What a process and its host hold.
private struct Footprint {
    /// By name.
    let figures: [(name: String, value: Double)]

    init() {
        figures = [
            ("resident KiB", Self.resident), ("descriptors", Self.entries("/proc/self/fd")),
            ("mounts", Self.lines("/proc/self/mountinfo")),
            ("cgroups", Self.cgroups),
            ("removed ones the kernel still holds", Self.heldCgroups - Self.cgroups),
            ("kernel slabs KiB", Self.slabs),
        ]
    }

    private static var resident: Double {
        let line = text("/proc/self/status").split(separator: "\n").first {
            $0.hasPrefix("VmRSS:")
        }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    }

    /// How many there are with a memory controller.
    private static var cgroups: Double {
        let legacy: FilePath = "/sys/fs/cgroup/memory"
        let isLegacy = (try? Directory(opening: legacy)) != nil
        return folders(below: isLegacy ? legacy : "/sys/fs/cgroup")
    }

    private static func folders(below path: FilePath) -> Double {
        let names = (try? Directory(opening: path).names()) ?? []
        return names.reduce(1) { sum, name in
            let below = path.appending(name)
            let isFolder = (try? Directory(opening: below)) != nil
            return sum + (isFolder ? folders(below: below) : 0)
        }
    }

    /// How many the kernel holds, also for the pages of files that were read in one that is removed; proc(5),
    /// `/proc/cgroups`.
    private static var heldCgroups: Double {
        let line = text("/proc/cgroups").split(separator: "\n").first { $0.hasPrefix("memory") }
        return line?.split(separator: "\t").dropFirst(2).first.flatMap { Double($0) } ?? 0
    }

    /// What the kernel holds for itself and cannot give back, for all programs; proc(5), `SUnreclaim`.
    private static var slabs: Double {
        let line = text("/proc/meminfo").split(separator: "\n").first {
            $0.hasPrefix("SUnreclaim:")
        }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    }

    private static func lines(_ path: String) -> Double {
        Double(text(FilePath(path)).split(separator: "\n").count)
    }

    private static func entries(_ path: FilePath) -> Double {
        Double((try? Directory(opening: path).names().count) ?? 0)
    }

    private static func text(_ path: FilePath) -> String {
        let bytes = try? OpenFile(opening: path).readAll(limit: 1 << 24, name: path.string)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }
}
