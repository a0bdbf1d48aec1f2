import Expressions
import Networks
import OrderedCollections

extension PlannedService {
    /// The service for a program; keys as in `Plan.json`.
    func json(_ known: KnownText) -> Value {
        .record([
            ("name", .string(name.text)),
            ("image", .string(image.source.description)),
            ("setup", .array(image.setup.map(\.json))),
            ("command", .array(command.map { .string(known.text($0)) })),
            ("workingDirectory", .optional(workingDirectory) { .string(known.text($0)) }),
            ("env", .record(env.map { ($0, .string(known.text($1))) })),
            ("user", .optional(user) { .string(known.text($0)) }),
            ("ports", .array(ports.map { .string($0.description) })),
            ("ready", .optional(ready) { $0.json(known) }),
            ("restart", .string(restart.rawValue)),
            ("limits", limits.json),
        ])
    }
}

extension PlannedReadiness {
    fileprivate func json(_ known: KnownText) -> Value {
        let sign: (String, Value) =
            switch sign {
            case .tcp(let port): ("tcp", .number(Double(port)))
            case .log(let text): ("log", .string(known.text(text)))
            case .command(let words): ("command", .array(words.map { .string(known.text($0)) }))
            }
        return .record([
            sign,
            ("timeoutSeconds", .number(Double(timeout.components.seconds))),
            ("intervalSeconds", .number(interval / .seconds(1))),
        ])
    }
}
