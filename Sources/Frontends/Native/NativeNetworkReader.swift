import Diagnostics
import Networks
import Pipelines

/// Reads what a container sees of the network.
struct NativeNetworkReader {
    let values: ValueReader

    /// A word, or a mapping with what is allowed; `none` after a mistake.
    func mode(_ node: YAMLNode) -> NetworkMode<Setting<AllowEntry>> {
        guard case .mapping = node.content else { return word(node) }
        guard let fields = Fields<NetworkField>(node, values.findings), let list = fields[.allow]
        else { return .none }
        let entries: [Setting<AllowEntry>] = values.oneOrMany(list, "\"allow\"") {
            values.setting($0, $1, .cellSetting)
        }
        guard entries.count <= Bounds.allowEntries else {
            values.findings.tell(
                "too-many-values",
                "\"allow\" has \(entries.count) items; at most \(Bounds.allowEntries) are taken",
                at: list.range,
                fix: "name domains (\"*.example.org\") or subnets"
            )
            return .none
        }
        return entries.isEmpty ? .none : .only(entries)
    }

    private func word(_ node: YAMLNode) -> NetworkMode<Setting<AllowEntry>> {
        typealias Mode = NetworkMode<Setting<AllowEntry>>
        guard let text = values.text(node, "\"network\"") else { return .none }
        if let known = Mode.words.first(where: { $0.word == text.value }) { return known.mode }
        let words = Mode.words.map(\.word)
        values.findings.tell(
            "wrong-value",
            "\"network\" cannot be \"\(text.value)\"",
            at: node.range,
            fix: Suggestion.nearest(to: text.value, in: words).map { "did you mean \"\($0)\"?" }
                ?? "write none, host, private, or {allow: [example.org:443]}"
        )
        return .none
    }
}
