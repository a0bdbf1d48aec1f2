import Execution
import Expressions
import HostSystem
import SystemPackage

/// The steps of a run in the order in which they began, from its record.
struct StepIndex {
    /// A step.
    struct Entry {
        var job: String
        var slug: String
        var label: String
        var name: String
        /// The name of its log's files.
        var log: String
        /// Its number in the job, as text.
        var number: String
    }

    private(set) var entries: [Entry] = []
    private(set) var runHasEnded = false
    private var ended: Set<String> = []

    /// Reads the record as it is now.
    init(_ directory: RunDirectory) {
        let path = directory.path.appending("events.ndjson")
        let bytes = (try? OpenFile(opening: path).readAll(limit: 1 << 28, name: path.string)) ?? []
        for line in bytes.split(separator: 0x0A) {
            guard case .object(let event)? = try? Value(json: Array(line)) else { continue }
            switch event["type"]?.text {
            case "step-began": if let entry = Self.entry(event) { entries.append(entry) }
            case "service-began":
                guard let entry = Self.entry(event),
                    !entries.contains(where: { $0.log == entry.log && $0.slug == entry.slug })
                else { break }
                entries.append(entry)
            case "service-ended" where event["restarts-in"] == nil:
                ended.insert(event["log"]?.text ?? "")
            case "step-ended": ended.insert(event["log"]?.text ?? "")
            case "run-ended": runHasEnded = true
            default: break
            }
        }
        if let folder = try? directory.open(), folder.contains("run.json") { runHasEnded = true }
    }

    /// The jobs that have begun.
    var jobs: [String] {
        var seen: Set<String> = []
        return entries.map(\.slug).filter { seen.insert($0).inserted }
    }

    /// Whether a step has ended, or its run has.
    func hasEnded(_ entry: Entry) -> Bool {
        runHasEnded || ended.contains("jobs/\(entry.slug)/\(entry.log).log")
    }

    private static func entry(_ event: Object) -> Entry? {
        let parts = (event["log"]?.text ?? "").split(separator: "/")
        guard parts.count == 3, parts[2].hasSuffix(".log") else { return nil }
        let log = String(parts[2].dropLast(4))
        let digits = log.prefix { $0.isNumber }
        return Entry(
            job: event["job"]?.text ?? "",
            slug: String(parts[1]),
            label: event["step"]?.text ?? "service:\(event["service"]?.text ?? "")",
            name: event["name"]?.text ?? "service",
            log: log,
            number: Int(digits).map { "\($0)" } ?? log
        )
    }
}
