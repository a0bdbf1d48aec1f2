import Diagnostics
import Expressions
import Pipelines

/// Reads what shows that a service is ready: exactly one of `tcp`, `command` and `log`.
struct NativeReadinessReader {
    let values: ValueReader

    /// The readiness of a node; nil after a mistake.
    func read(_ node: YAMLNode) -> Readiness? {
        guard let fields = Fields<ReadyField>(node, values.findings) else { return nil }
        let signs = [ReadyField.tcp, .command, .log].compactMap { field in
            fields[field].map { (field, $0) }
        }
        if signs.count != 1, !fields.hasUnknownKeys { tellCount(signs.map(\.1), fields.range) }
        let read = signs.map { sign($0, $1) }
        let timeout: Setting<Timeout>? = fields[.timeout].flatMap {
            values.setting($0, "\"timeout\"", .cellSetting)
        }
        let interval: Setting<Timeout>? = fields[.interval].flatMap {
            values.setting($0, "\"interval\"", .cellSetting)
        }
        if let node = fields[.interval], fields[.command] == nil { tellNeedless(node) }
        guard read.count == 1, let sign = read.first.flatMap({ $0 }) else { return nil }
        var readiness = Readiness(sign)
        readiness.timeout = timeout
        readiness.interval = interval
        return readiness
    }

    private func sign(_ field: ReadyField, _ node: YAMLNode) -> ReadinessSign? {
        switch field {
        case .tcp:
            values.whole(node, "\"tcp\"", in: 1...65535).map { .tcp(UInt16(clamping: $0)) }
        case .command:
            values.words(node, "\"command\"", .service).nonEmpty.map { .command($0) }
        default:
            values.template(node, "\"log\"", .service).map { .log($0) }
        }
    }

    private func tellCount(_ nodes: [YAMLNode], _ range: SourceRange) {
        values.findings.tell(
            nodes.isEmpty ? "missing-key" : "two-signs",
            nodes.isEmpty
                ? "\"ready\" says nothing to wait for"
                : "\"ready\" has more than one thing to wait for",
            at: nodes.dropFirst().first?.range ?? range,
            fix: nodes.isEmpty
                ? "add \"tcp:\" with a port, \"command:\" or \"log:\"" : "keep one of them"
        )
    }

    private func tellNeedless(_ node: YAMLNode) {
        values.findings.warn(
            "needless-key",
            "\"interval\" means nothing without \"command\"",
            at: node.range,
            fix: "take it away"
        )
    }
}

extension [Placed<Template>] {
    /// The words, or nil where there is none.
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
