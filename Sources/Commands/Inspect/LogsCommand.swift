import ArgumentParser
import Execution
import Glibc
import HostSystem
import Images
import Logs
import SystemPackage

/// `cuvette logs` shows what steps wrote.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the steps of a run wrote.",
        discussion: """
            EXAMPLES
              cuvette logs                      the latest run
              cuvette logs 42                   all of run 42
              cuvette logs 42/test              one job
              cuvette logs 42/test/3 --times    one step, each line with its time and stream
              cuvette logs 42/test/3 --follow   as it is written
              cuvette logs 42/test/service:db   a service of the job
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            "RUN, RUN/JOB, RUN/JOB/STEP or RUN/JOB/service:NAME; the latest run where left out.",
            valueName: "place"
        )
    )
    var place: String?

    @Flag(name: .shortAndLong, help: "Go on until the run ends.")
    var follow = false

    @Flag(help: "Show the time since the step began, and the stream.")
    var times = false

    func run() async throws {
        let store = try common.openStore()
        let parts = (place ?? "").split(separator: "/", omittingEmptySubsequences: false).map(
            String.init
        )
        let run = try number(parts.first ?? "", store)
        let directory = RunDirectory(run, in: store)
        let index = StepIndex(directory)
        let logs = try chosen(index, parts, run)
        if follow, logs.isEmpty || parts.count < 3 { return try await followAll(directory, parts) }
        for log in logs { try await show(log, in: directory, heading: logs.count > 1) }
    }

    private func number(_ text: String, _ store: Store) throws -> Int {
        let numbers = try RunDirectory.numbers(in: store)
        if text.isEmpty {
            guard let last = numbers.last else {
                throw Console.fail("there are no runs yet", code: ExitCodes.wrongInput)
            }
            return last
        }
        guard let number = Int(text), numbers.contains(number) else {
            throw Console.fail(
                "there is no run \(text)\n  hint: \"cuvette runs\" lists them",
                code: ExitCodes.wrongInput
            )
        }
        return number
    }

    private func chosen(_ index: StepIndex, _ parts: [String], _ run: Int) throws -> [StepIndex
        .Entry]
    {
        var entries = index.entries
        if parts.count > 1 {
            entries = entries.filter {
                $0.slug == parts[1] || $0.job == parts[1]
                    || $0.slug.hasPrefix(parts[1] + "-")
                        && !entries.contains { $0.slug == parts[1] }
            }
            guard !entries.isEmpty || follow else {
                throw Console.fail(
                    "run \(run) has no job \(parts[1])\n  hint: it has \(index.jobs.joined(separator: ", "))",
                    code: ExitCodes.wrongInput
                )
            }
        }
        guard parts.count > 2 else { return entries }
        let steps = entries.filter { $0.label == parts[2] || $0.number == parts[2] }
        guard !steps.isEmpty || follow else {
            throw Console.fail(
                "job \(parts[1]) has no step \(parts[2]) that wrote a log\n  hint: it has \(entries.map(\.label).joined(separator: ", "))",
                code: ExitCodes.wrongInput
            )
        }
        return steps
    }

    private func show(_ entry: StepIndex.Entry, in directory: RunDirectory, heading: Bool)
        async throws
    {
        if heading {
            Console.print(common.style.bold("==> \(entry.job)/\(entry.label): \(entry.name)"))
        }
        let folder = directory.path.appending("jobs").appending(entry.slug)
        // A step that was skipped or could not start wrote nothing.
        guard let opened = try? Directory(opening: folder),
            opened.contains(FilePath("\(entry.log).log"))
        else { return }
        var reader = try LogReader(entry.log, in: opened)
        repeat {
            let isOver = !follow || StepIndex(directory).hasEnded(entry)
            try reader.readLines(show)
            if isOver { break }
            try await Task.sleep(for: .milliseconds(200))
        } while true
        reader.finish(show)
    }

    private func show(_ line: LogLine) {
        let text = TerminalText.visible(line.text, color: common.style.color)
        guard times else { return Console.print(common.style.isTerminal ? text : line.text) }
        Console.print("\(Amounts.text(line.time).padded(8)) \(line.stream.name)  \(text)")
    }

    /// Shows steps as they begin, until the run has ended.
    private func followAll(_ directory: RunDirectory, _ parts: [String]) async throws {
        var shown = 0
        while true {
            let index = StepIndex(directory)
            let isOver = index.runHasEnded
            let entries = index.entries.filter {
                parts.count < 2 || $0.slug == parts[1] || $0.job == parts[1]
            }
            for entry in entries.dropFirst(shown) {
                try await show(entry, in: directory, heading: true)
            }
            shown = entries.count
            if isOver { return }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
