import ArgumentParser
import Glibc
import HostSystem
import Logs
import Objects

/// `cuvette container logs`: shows what a container wrote.
struct ContainerLogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what a container wrote, at all of its starts."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Go on until it ends.")
    var follow = false

    @Option(
        name: [.customShort("n"), .long],
        parsing: .unconditional,
        help: "How many lines from the end; all."
    )
    var tail = "all"

    @Option(help: "Only what came since: 2026-01-31T12:00:00, seconds since 1970, or 10m.")
    var since: String?

    @Option(help: "Only what came until then.")
    var until: String?

    @Flag(name: .shortAndLong, help: "Each line with its time.")
    var timestamps = false

    @Argument(help: "A name or id.")
    var container: String

    func run() throws {
        try ContainerCodes.report {
            let found = try store.containers().find(container)
            var printer = LogPrinter(
                showsTimes: timestamps,
                since: try since.map(Self.moment),
                until: try until.map(Self.moment),
                tail: try Self.count(tail)
            )
            var log = ContainerLog(found)
            try log.read(follow: follow) {
                printer.take($0)
            } caughtUp: {
                printer.catchUp()
            }
        }
    }

    private static func count(_ text: String) throws -> Int? {
        if text == "all" { return nil }
        guard let count = Int(text) else {
            throw ObjectError("--tail \(text): expected a number or all", code: 1)
        }
        return count < 0 ? nil : count
    }

    /// A moment in microseconds since 1970.
    private static func moment(_ text: String) throws -> Int64 {
        if let seconds = Double(text) { return Int64(seconds * 1e6) }
        if let seconds = AmountText.seconds(text) {
            return UTCTime.microseconds - Int64(seconds * 1e6)
        }
        let day = text.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil ? "" : "T00:00:00"
        if let seconds = ContainerText.seconds(text + day) { return Int64(seconds * 1e6) }
        throw ObjectError("\(text): expected a time such as 2026-01-31T12:00:00 or 10m", code: 1)
    }
}

/// Shows the chosen lines of a log: held back while the last ones are still to be found, at once after that.
struct LogPrinter {
    let showsTimes: Bool
    let since: Int64?
    let until: Int64?
    let tail: Int?
    private var held: [ContainerLogLine] = []
    private var isCaughtUp = false

    init(showsTimes: Bool, since: Int64?, until: Int64?, tail: Int?) {
        self.showsTimes = showsTimes
        self.since = since
        self.until = until
        self.tail = tail
    }

    /// Takes a line.
    mutating func take(_ line: ContainerLogLine) {
        if let since, line.microseconds < since { return }
        if let until, line.microseconds > until { return }
        guard let tail, !isCaughtUp else { return show(line) }
        held.append(line)
        // Twice as many before the front is cut off, so that this does not happen at every line.
        if held.count > 2 * tail + 64 { held.removeFirst(held.count - tail) }
    }

    /// All that was there has been taken.
    mutating func catchUp() {
        isCaughtUp = true
        for line in held.suffix(tail ?? 0) { show(line) }
        held = []
    }

    private func show(_ line: ContainerLogLine) {
        let time = showsTimes ? UTCTime.text(microseconds: line.microseconds) + " " : ""
        Console.write(time, line.bytes, to: line.isError ? STDERR_FILENO : STDOUT_FILENO)
    }
}
