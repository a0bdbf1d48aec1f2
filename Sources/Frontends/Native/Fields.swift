import Diagnostics
import Expressions

/// The entries of a mapping whose keys the language knows.
struct Fields<Field: NativeField> {
    /// The mapping, or the key under which it stands.
    let range: SourceRange
    private var nodes: [Field: YAMLNode] = [:]
    /// Whether a key was told to be unknown, so that something else may only seem to be missing.
    private(set) var hasUnknownKeys = false

    /// Takes a mapping apart; nil where the node is none.
    ///
    /// What is no key is told, and at `range` a required key that is missing.
    init?(
        _ node: YAMLNode,
        at range: SourceRange? = nil,
        title: String = Field.mapping.title,
        _ findings: Findings
    ) {
        self.range = range ?? node.range
        guard case .mapping(let entries) = node.content else {
            if case .unreadable = node.content { return nil }
            findings.tell(
                "wrong-type",
                "\(title) must be a mapping, not \(node.kindName)",
                at: node.range,
                fix: "write keys and values: \(Self.someKeys)"
            )
            return nil
        }
        for entry in entries { add(entry, findings) }
        if !hasUnknownKeys, !node.lacksEntries { tellMissing(title, findings) }
    }

    /// What stands under a key.
    subscript(field: Field) -> YAMLNode? { nodes[field] }

    private static var known: [String] { Field.allCases.map(\.rawValue) }

    private static var someKeys: String {
        known.prefix(3).joined(separator: ", ") + (known.count > 3 ? ", …" : "")
    }

    private mutating func add(_ entry: YAMLEntry, _ findings: Findings) {
        guard let field = Field(rawValue: entry.key.value) else {
            hasUnknownKeys = true
            // Looking for the nearest key costs time, and nobody reads thousands of answers.
            guard !findings.isFull else { return }
            findings.tell(
                "unknown-key",
                "unknown key \"\(entry.key.value)\" in \(Field.mapping.title)",
                at: entry.key.range,
                fix: ForeignWords.fix(for: entry.key.value, in: Field.mapping)
                    ?? Suggestion.nearest(to: entry.key.value, in: Self.known)
                    .map { "did you mean \"\($0)\"?" }
                    ?? "known here: \(Self.known.joined(separator: ", "))"
            )
            return
        }
        nodes[field] = entry.node
    }

    private func tellMissing(_ title: String, _ findings: Findings) {
        for field in Field.allCases where field.facts.isRequired && nodes[field] == nil {
            findings.tell(
                "missing-key",
                "\(title) has no \"\(field.rawValue)\"",
                at: range,
                fix: "add \"\(field.rawValue):\""
            )
        }
    }
}

extension YAMLNode {
    /// What messages call the kind of the node.
    var kindName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .unreadable: "what it is"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: "nothing"
            case .boolean: "true or false"
            case .number: "a number"
            default: "a text"
            }
        }
    }
}
