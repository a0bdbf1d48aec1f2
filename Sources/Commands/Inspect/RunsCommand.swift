import ArgumentParser
import Execution
import Expressions
import HostSystem
import Images
import SystemPackage

/// `cuvette runs` lists the runs in the store.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs in the store, the latest first.",
        discussion: """
            EXAMPLES
              cuvette runs
              cuvette runs --json --limit 5
              cuvette runs --kept
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many.", valueName: "n"))
    var limit = 20

    @Flag(
        help: "List the runs that keep snapshots, with what they take, and those that are pinned."
    )
    var kept = false

    @Flag(help: "Print the records as a JSON array.")
    var json = false

    func run() throws {
        let store = try common.openStore()
        do {
            if kept { return try KeptRunList(store, limit: limit).print(json: json) }
            let numbers = try RunDirectory.numbers(in: store).suffix(max(0, limit)).reversed()
            let records = numbers.map { RunRecord($0, in: store) }
            json
                ? Console.print(Value.array(records.map { .object($0.object) }).json(pretty: true))
                : table(records)
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    private func table(_ records: [RunRecord]) {
        guard !records.isEmpty else { return Console.tell("there are no runs yet") }
        Console.print("RUN    OUTCOME      DURATION  JOBS  PIPELINE              COMMIT")
        for record in records {
            let columns = [
                "\(record.number)".padded(5), record.outcome.padded(11), record.duration.padded(8),
                "\(record.jobs)".padded(4), String(record.pipeline.prefix(20)).padded(20),
            ]
            Console.print(columns.joined(separator: "  ") + "  " + record.commit)
        }
    }
}

/// What is known of a run from its record; what is not is told as `-`.
struct RunRecord {
    let number: Int
    let object: Object
    /// What it began with; nil where that cannot be read.
    let began: Object?
    /// Whether there is such a run.
    let isThere: Bool

    /// Reads the record; a run that goes on has only what it began with.
    init(_ number: Int, in store: Store) {
        self.number = number
        let directory = RunDirectory(number, in: store)
        let path = directory.path
        var object = Self.object(path.appending("run.json")) ?? Object()
        began = Self.firstEvent(path.appending("events.ndjson"))
        isThere = began != nil || !object.isEmpty
        if object["pipeline"] == nil, let began {
            for entry in began.entries where object[entry.key] == nil {
                object[entry.key] = entry.value
            }
            object["type"] = "run"
        }
        if object["outcome"] == nil {
            object["outcome"] = directory.isInterrupted(in: store) ? "interrupted" : "running"
        }
        object["run"] = .number(Double(number))
        self.object = object
    }

    var outcome: String { object["outcome"]?.text ?? "-" }
    var pipeline: String { object["pipeline"]?.text ?? "-" }
    var commit: String { object["commit"]?.text ?? "-" }
    var jobs: Int {
        if case .array(let jobs) = object["jobs"] { jobs.count } else { 0 }
    }
    var duration: String {
        guard case .number(let seconds) = object["duration"] else { return "-" }
        return Amounts.text(.milliseconds(Int64(seconds * 1000)))
    }

    private static func object(_ path: FilePath) -> Object? {
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 26, name: path.string),
            case .object(let object)? = try? Value(json: bytes)
        else { return nil }
        return object
    }

    private static func firstEvent(_ path: FilePath) -> Object? {
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 28, name: path.string),
            let line = bytes.split(separator: 0x0A).first,
            case .object(let object)? = try? Value(json: Array(line))
        else { return nil }
        return object
    }
}
