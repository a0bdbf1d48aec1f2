import Expressions
import Networks

/// The JSON form of what a container contacted.
enum EgressJSON {
    /// The whole log.
    static func object(_ log: EgressLog) -> Object {
        Object([
            ("complete", .boolean(log.isComplete)), ("records", .array(log.records.map(record))),
        ])
    }

    /// The log in short: how much was let through, and what was not, of which the first hundred are told.
    static func summary(_ log: EgressLog) -> Value {
        let refused = log.records.filter { !$0.allowed }
        return .object(
            Object([
                ("contacted", .number(Double(log.records.count - refused.count))),
                ("refused", .array(refused.prefix(100).map(record))),
                ("complete", .boolean(log.isComplete)),
            ])
        )
    }

    /// One line of it.
    static func record(_ record: EgressRecord) -> Value {
        var pairs: [(String, Value)] = [
            ("kind", .string(record.kind.rawValue)), ("allowed", .boolean(record.allowed)),
        ]
        if let name = record.name { pairs.append(("host", .string(name))) }
        if let address = record.address { pairs.append(("address", .string(address))) }
        if let port = record.port { pairs.append(("port", .number(Double(port)))) }
        pairs.append(("count", .number(Double(record.count))))
        return .object(Object(pairs))
    }
}
