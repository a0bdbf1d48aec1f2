import OCI
import ArgumentParser
import Containers
import FoundationEssentials
import Glibc

/// Tells what a container uses.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Tell what a container uses, as lines of JSON."
    )

    @ParentCommand var runtime: RuntimeCommand

    @Flag(help: "Once, and end.")
    var stats = false

    @Option(help: "Time between two lines: 5s, 500ms.")
    var interval = "5s"

    @Argument(help: "The container's id.")
    var id: String

    private struct Event: Encodable {
        var type = "stats"
        var id: String
        var data: CgroupStatistics
    }

    func run() throws {
        let state = try runtime.state()
        let pause = try milliseconds()
        repeat {
            let container = try RunningContainer.find(id, in: state)
            guard container.status != .stopped else {
                if stats { throw RuntimeError("container \(id) is not running") }
                return
            }
            guard let cgroup = container.record.cgroup else {
                throw RuntimeError("container \(id) has no cgroup")
            }
            let event = Event(id: id, data: cgroup.statistics)
            print(String(decoding: try JSONEncoder().encode(event), as: UTF8.self))
            fflush(nil)
            if !stats { _ = container.waitForEnd(milliseconds: pause) }
        } while !stats
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
