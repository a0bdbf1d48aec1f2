import Execution
import Expressions
import Glibc
import Images

/// The runs that keep snapshots or are pinned, the latest first.
struct KeptRunList {
    private let store: Store
    private let runs: [KeptRun]

    init(_ store: Store, limit: Int) throws {
        self.store = store
        runs = Array(try KeptRun.all(in: store).prefix(max(0, limit)))
    }

    /// Shows them.
    func print(json: Bool) {
        guard !json else {
            return Console.print(Value.array(runs.map { .object(object($0)) }).json(pretty: true))
        }
        guard !runs.isEmpty else { return Console.tell("no run keeps snapshots") }
        var table = OutputTable(["RUN", "SIZE", "AGE", "PINNED", "OUTCOME", "COMMIT"])
        for run in runs {
            let record = RunRecord(run.number, in: store)
            table.add([
                "\(run.number)", Amounts.text(bytes: run.bytes), age(run),
                run.isPinned ? "yes" : "no", record.outcome, record.commit,
            ])
        }
        for line in table.lines { Console.print(line) }
        let bytes = runs.map(\.bytes).reduce(0, +)
        Console.tell("\(runs.count) runs keep \(Amounts.text(bytes: bytes))")
    }

    private func object(_ run: KeptRun) -> Object {
        let record = RunRecord(run.number, in: store)
        return Object([
            ("run", .number(Double(run.number))), ("bytes", .number(Double(run.bytes))),
            ("ended", .number(Double(run.endedAt))), ("pinned", .boolean(run.isPinned)),
            ("outcome", .string(record.outcome)), ("commit", .string(record.commit)),
        ])
    }

    private func age(_ run: KeptRun) -> String {
        let seconds = max(0, Int64(time(nil)) - run.endedAt)
        return seconds < 86_400 ? Amounts.text(.seconds(seconds)) : "\(seconds / 86_400)d"
    }
}
