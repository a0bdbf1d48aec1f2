import OCI
import Containers
import FoundationEssentials
import Glibc

/// Tells what a container uses.
struct EventsCommand: RuntimeSubcommand {
    static let name = "events"
    static let abstract = "Tell what a container uses, as lines of JSON."

    @Flag("--stats", help: "Once, and end.")
    var stats = false

    @Option("--interval", help: "Time between two lines: 5s, 500ms.")
    var interval = "5s"

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        let state = try runtime.state()
        let pause = try milliseconds()
        var kills = try RunningContainer.find(id, in: state).outOfMemoryKills
        repeat {
            let container = try RunningContainer.find(id, in: state)
            guard container.status != .stopped else {
                if stats { throw RuntimeError("container \(id) is not running") }
                return
            }
            guard let cgroup = container.record.cgroup else {
                throw RuntimeError("container \(id) has no cgroup")
            }
            var event = OrderedObject()
            try event.add("type", "stats")
            try event.add("id", id)
            try event.add("data", cgroup.statistics)
            tell(event)
            if !stats { try watch(container, milliseconds: pause, &kills) }
        } while !stats
    }

    private func tell(_ event: OrderedObject) {
        print(event.text)
        fflush(nil)
    }

    /// Waits until the next figures are due or the container has ended, and tells what the kernel kills meanwhile.
    private func watch(
        _ container: RunningContainer,
        milliseconds: Int32,
        _ kills: inout UInt64
    ) throws {
        var left = milliseconds
        while left > 0 {
            // Neither v1 nor v2 has one way to be woken that both have; a look at one number is cheap.
            let slice = min(left, 100)
            let hasEnded = container.waitForEnd(milliseconds: slice)
            let now = container.outOfMemoryKills
            if now > kills {
                var event = OrderedObject()
                try event.add("type", "oom")
                try event.add("id", id)
                tell(event)
                kills = now
            }
            if hasEnded { return }
            left -= slice
        }
    }

    private func milliseconds() throws -> Int32 {
        for (unit, factor) in [("ms", 1.0), ("s", 1000), ("m", 60_000)]
        where interval.hasSuffix(unit) {
            if let number = Double(interval.dropLast(unit.count)), number > 0 {
                return Int32(number * factor)
            }
        }
        throw RuntimeError("--interval \(interval): expected a time such as 5s")
    }
}

extension RunningContainer {
    /// How many of its processes the kernel has killed for want of memory.
    fileprivate var outOfMemoryKills: UInt64 { record.cgroup?.outOfMemoryKills ?? 0 }
}
