import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Reads nodes as what their place asks for; a mistake is told and gives nil.
///
/// `what` is what messages call the value, quotes included.
struct ValueReader {
    let findings: Findings
    let expressions: ExpressionReader

    init(_ findings: Findings, at site: Reference.Site) {
        self.findings = findings
        expressions = ExpressionReader(findings: findings, site: site)
    }

    // MARK: Texts

    /// A scalar that is not null.
    func scalar(_ node: YAMLNode, _ what: String, expecting: String = "a text") -> YAMLScalar? {
        guard case .scalar(let scalar) = node.content else {
            tellType(node, what, expecting)
            return nil
        }
        guard scalar.value != .null else {
            findings.tell(
                "no-value",
                "\(what) has no value",
                at: node.range,
                fix: "give it one, or take the key away"
            )
            return nil
        }
        guard !scalar.text.utf8.contains(0) else {
            findings.tell("wrong-value", "\(what) must not hold a NUL", at: node.range)
            return nil
        }
        return scalar
    }

    /// A text without templates; never empty.
    func text(_ node: YAMLNode, _ what: String) -> Located<String>? {
        guard let scalar = scalar(node, what), !tellsEmpty(scalar, what) else { return nil }
        guard !scalar.text.contains("${{") else {
            findings.tell(
                "not-available",
                "\(what) may not hold \"${{ }}\"",
                at: node.range,
                fix: "write it out"
            )
            return nil
        }
        return Located(scalar.text, at: node.range)
    }

    /// A text that may hold templates.
    func template(
        _ node: YAMLNode,
        _ what: String,
        _ place: NativePlace,
        mayBeEmpty: Bool = false
    ) -> Placed<Template>? {
        guard let scalar = scalar(node, what), mayBeEmpty || !tellsEmpty(scalar, what) else {
            return nil
        }
        return expressions.template(scalar, place)
    }

    /// The empty text, in place of one that is wrong, so that its name is known.
    func nothing(at range: SourceRange) -> Placed<Template>? {
        // A text without expressions has none that could be wrong.
        let template = try? Template(parsing: "", knowing: Vocabulary())
        return template.map { Placed($0, at: SourceMap(range)) }
    }

    /// A condition.
    func condition(_ node: YAMLNode, _ place: NativePlace) -> Placed<Condition>? {
        scalar(node, "\"if\"", expecting: "an expression").flatMap {
            expressions.condition($0, place)
        }
    }

    /// Whether a text is empty, which is told.
    func tellsEmpty(_ scalar: YAMLScalar, _ what: String) -> Bool {
        guard scalar.text.allSatisfy(\.isWhitespace) else { return false }
        findings.tell("no-value", "\(what) is empty", at: scalar.map.range)
        return true
    }

    // MARK: Mistakes

    /// Tells of a node of the wrong kind, unless something of it was told before.
    func tellType(_ node: YAMLNode, _ what: String, _ expected: String) {
        if case .unreadable = node.content { return }
        findings.tell(
            "wrong-type",
            "\(what) must be \(expected), not \(node.kindName)",
            at: node.range
        )
    }
}
