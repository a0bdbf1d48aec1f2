import ArgumentParser
import Containers
import Glibc
import HostSystem
import Objects

/// `cuvette container stats`: shows what containers use.
struct ContainerStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show what running containers use, once a second."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Flag(name: .customLong("no-stream"), help: "Once only.")
    var once = false

    @Flag(name: .shortAndLong, help: "Those that do not run, too.")
    var all = false

    @Argument(help: "Names or ids. (default: all that run)")
    var containers: [String] = []

    func run() throws {
        try ContainerCodes.report {
            let shelf = try store.containers()
            let isJSON = try format.isJSON()
            var before = try samples(shelf)
            repeat {
                usleep(1_000_000)
                let now = try samples(shelf)
                let rows = now.map { sample in
                    StatisticsRow(sample, since: before.first { $0.id == sample.id })
                }
                try show(rows, isJSON: isJSON)
                before = now
            } while !once
        }
    }

    private func samples(_ shelf: ContainerShelf) throws -> [ContainerSample] {
        let chosen =
            try containers.isEmpty
            ? shelf.all(damaged: ContainerCodes.tell).filter { all || $0.process != nil }
            : containers.map(shelf.find)
        return chosen.map(ContainerSample.init)
    }

    private func show(_ rows: [StatisticsRow], isJSON: Bool) throws {
        if isJSON {
            for row in rows { Console.print(try FormatOptions.line(row)) }
            return
        }
        // On a terminal each picture takes the place of the one before.
        if !once, isatty(STDOUT_FILENO) != 0 { Console.write("\u{1B}[H\u{1B}[2J") }
        var table = OutputTable([
            "CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "PIDS",
        ])
        for row in rows {
            table.add([row.ID, row.Name, row.CPUPerc, row.MemUsage, row.MemPerc, row.PIDs])
        }
        for line in table.lines { Console.print(line) }
    }
}

/// What a container had used at a moment.
struct ContainerSample {
    let id: String
    let name: String
    let moment = ContinuousClock.now
    let statistics: CgroupStatistics?

    init(_ container: StoredContainer) {
        id = container.configuration.shortID
        name = container.configuration.name
        statistics = container.process == nil ? nil : container.life.cgroup?.statistics
    }
}

/// What a container uses, as `docker stats --format json` shows it; the names are Docker's.
struct StatisticsRow: Encodable {
    var ID: String
    var Name: String
    var CPUPerc: String
    var MemUsage: String
    var MemPerc: String
    var PIDs: String

    init(_ sample: ContainerSample, since before: ContainerSample?) {
        ID = sample.id
        Name = sample.name
        CPUPerc = Self.processor(sample, before)
        let memory = sample.statistics?.memory
        let used = memory?.usage.usage.map { $0 - min($0, memory?.cache ?? 0) }
        let limit = Self.limit(memory)
        MemUsage = used.map { Amounts.text(bytes: $0) } ?? "--"
        MemUsage += " / " + (limit.map { Amounts.text(bytes: $0) } ?? "--")
        MemPerc = Self.percent(used.map(Double.init), of: limit.map(Double.init))
        PIDs = sample.statistics?.pids.current.map { "\($0)" } ?? "--"
    }

    /// Above what the machine has, a limit is none.
    private static func limit(_ memory: MemoryStatistics?) -> UInt64? {
        guard let memory else { return nil }
        let all = UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES)))) * UInt64(max(1, getpagesize()))
        return min(memory.usage.limit ?? all, all)
    }

    private static func processor(_ sample: ContainerSample, _ before: ContainerSample?) -> String {
        guard let now = sample.statistics?.cpu.usage.total,
            let then = before?.statistics?.cpu.usage.total, let before, now >= then
        else { return "--" }
        let (seconds, attoseconds) = before.moment.duration(to: sample.moment).components
        let elapsed = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
        return percent(Double(now - then), of: elapsed)
    }

    private static func percent(_ part: Double?, of whole: Double?) -> String {
        guard let part, let whole, whole > 0 else { return "--" }
        let hundredths = Int((part / whole * 10_000).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)%"
    }
}
