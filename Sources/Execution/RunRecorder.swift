import SystemPackage
import Expressions
import Glibc
import HostSystem
import Pipelines
import Synchronization

/// Keeps the record of a run in its folder: every event but output, as it happens, and the end in `run.json`.
final class RunRecorder: RunObserver {
    private struct State {
        var facts: Object?
        var steps: [(job: String, step: Value)] = []
        var services: [(job: String, service: Value)] = []
        var jobs: [String: Object] = [:]
        var failure: SystemError?
    }

    private let events: OpenFile
    private let directory: RunDirectory
    private let state = Mutex(State())

    let wantsLines = false

    init(in directory: RunDirectory, plan: Plan) throws(SystemError) {
        self.directory = directory
        events = try directory.open().open("events.ndjson", O_WRONLY | O_CREAT | O_APPEND)
    }

    func observe(_ event: RunEvent) {
        let object = EventJSON.object(event)
        let line = Array((Value.object(object).json() + "\n").utf8)
        state.withLock { state in
            do throws(SystemError) {
                try events.writeAll(line, name: "the run's record")
                try take(event, object, &state)
            } catch {
                // The record tells what it could; `check` tells of the rest.
                state.failure = state.failure ?? error
            }
        }
    }

    private func take(_ event: RunEvent, _ object: Object, _ state: inout State) throws(SystemError)
    {
        switch event {
        case .runBegan: state.facts = object
        case .stepEnded(let place, _): state.steps.append((place.job.text, .object(object)))
        case .serviceEnded(let place, _):
            state.services.append((place.job.text, .object(object)))
        case .jobEnded(let id, _): state.jobs[id.text] = object
        case .runEnded(let result): try write(object, result, state)
        default: break
        }
    }

    /// Throws the first thing that kept the record from being complete.
    func check() throws(SystemError) {
        if let failure = state.withLock(\.failure) { throw failure }
    }

    /// Writes what came of the run; its presence says that the run has ended.
    private func write(_ ended: Object, _ result: RunResult, _ state: State) throws(SystemError) {
        var record = state.facts ?? Object()
        record["type"] = "run"
        for entry in ended.entries where entry.key != "type" { record[entry.key] = entry.value }
        let jobs = result.jobs.map { id, _ in
            var job = state.jobs[id.text] ?? Object([("job", .string(id.text))])
            job["steps"] = .array(state.steps.filter { $0.job == id.text }.map(\.step))
            let services = state.services.filter { $0.job == id.text }.map(\.service)
            if !services.isEmpty { job["services"] = .array(services) }
            return Value.object(job)
        }
        record["jobs"] = .array(jobs)
        let text = Value.object(record).json(pretty: true) + "\n"
        // A disk that is full must not leave half a record that says that the run has ended.
        let folder = try directory.open()
        try folder.writeFile("run.json.part", Array(text.utf8))
        try folder.rename("run.json.part", to: folder, as: "run.json")
    }
}
