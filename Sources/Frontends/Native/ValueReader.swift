import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Reads nodes as what their place asks for; a mistake is told and gives nil.
///
/// `what` is what messages call the value, quotes included.
struct ValueReader {
    let findings: Findings
    private let expressions: ExpressionReader

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

    private func tellsEmpty(_ scalar: YAMLScalar, _ what: String) -> Bool {
        guard scalar.text.allSatisfy(\.isWhitespace) else { return false }
        findings.tell("no-value", "\(what) is empty", at: scalar.map.range)
        return true
    }

    // MARK: Settings

    /// A duration, size, count or image: written out, or a template.
    func setting<Value: SettingValue>(
        _ node: YAMLNode,
        _ what: String,
        _ place: NativePlace
    ) -> Setting<Value>? {
        guard let scalar = scalar(node, what), !tellsEmpty(scalar, what) else { return nil }
        guard !scalar.text.contains("${{") else {
            return expressions.template(scalar, place).map { .template($0) }
        }
        do {
            return .fixed(Located(try Value.reading(scalar.text), at: node.range))
        } catch {
            findings.tell("wrong-value", error.message, at: node.range, fix: error.fix)
            return nil
        }
    }

    /// `true` or `false`.
    func flag(_ node: YAMLNode, _ what: String) -> Bool? {
        guard let scalar = scalar(node, what, expecting: "true or false") else { return nil }
        if case .boolean(let flag) = scalar.value { return flag }
        let words = ["yes": "true", "on": "true", "no": "false", "off": "false"]
        let meant = words[scalar.text.lowercased()] ?? scalar.text.lowercased()
        findings.tell(
            "wrong-type",
            "\(what) must be true or false, not \(node.kindName)",
            at: node.range,
            fix: ["true", "false"].contains(meant) ? "write \(meant)" : nil
        )
        return nil
    }

    /// `true`, `false` or a template.
    func flagOrTemplate(_ node: YAMLNode, _ what: String, _ place: NativePlace) -> Switch? {
        if case .scalar(let scalar) = node.content, scalar.text.contains("${{") {
            return expressions.template(scalar, place).map { .template($0) }
        }
        return flag(node, what).map { .fixed($0) }
    }

    /// A whole number within bounds.
    func whole(_ node: YAMLNode, _ what: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let scalar = scalar(node, what, expecting: "a whole number") else { return nil }
        guard case .number(let number) = scalar.value, let whole = Int(exactly: number),
            bounds.contains(whole)
        else {
            findings.tell(
                "wrong-value",
                "\(what) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
                at: node.range
            )
            return nil
        }
        return whole
    }

    /// One of the words of an enum.
    func choice<Choice: CaseIterable & RawRepresentable>(
        _ node: YAMLNode,
        _ what: String
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(node, what) else { return nil }
        if let choice = Choice(rawValue: text.value) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        findings.tell(
            "wrong-value",
            "\(what) cannot be \"\(text.value)\"",
            at: node.range,
            fix: Suggestion.nearest(to: text.value, in: words).map { "did you mean \"\($0)\"?" }
                ?? "choose one of: \(words.joined(separator: ", "))"
        )
        return nil
    }

    /// The program that reads a script.
    func shell(_ node: YAMLNode) -> Shell? {
        guard let text = text(node, "\"shell\"") else { return nil }
        if let shell = Shell(text.value) { return shell }
        findings.tell(
            "wrong-value",
            "\"\(text.value)\" does not say where the script goes",
            at: node.range,
            fix: "write \"\(text.value) {0}\", or use bash, sh or python"
        )
        return nil
    }

    // MARK: Collections

    /// The items of a list of at least one.
    func list(_ node: YAMLNode, _ what: String, expecting: String = "a list") -> [YAMLNode] {
        guard case .sequence(let nodes) = node.content else {
            tellType(node, what, expecting)
            return []
        }
        if nodes.isEmpty { findings.tell("no-value", "\(what) is an empty list", at: node.range) }
        return nodes
    }

    /// What is read of the items of a list, or of the one that stands without a list.
    ///
    /// - Parameters:
    ///   - node: The list or the one.
    ///   - what: What messages call it; they call an item of it so.
    ///   - read: Reads one under the name that it is given.
    /// - Returns: What could be read.
    func oneOrMany<Item>(
        _ node: YAMLNode,
        _ what: String,
        _ read: (YAMLNode, String) -> Item?
    ) -> [Item] {
        if case .scalar = node.content { return read(node, what).map { [$0] } ?? [] }
        return list(node, what, expecting: "a text or a list").compactMap {
            read($0, "an item of \(what)")
        }
    }

    /// The entries of a mapping with keys that the user chooses.
    func entries(_ node: YAMLNode, _ what: String) -> [YAMLEntry] {
        guard case .mapping(let entries) = node.content else {
            tellType(node, what, "a mapping")
            return []
        }
        return entries
    }

    /// The entries of a mapping whose keys expressions name, and which of the keys can be used.
    ///
    /// A key that cannot be named and one that is taken, upper and lower case being the same, are told.
    func namedEntries(_ node: YAMLNode, _ what: String) -> [(entry: YAMLEntry, isUsable: Bool)] {
        var earlier: [String: Located<String>] = [:]
        return entries(node, what).map { entry in
            guard isIdentifier(entry.key, "a key of \(what)") else { return (entry, false) }
            let key = entry.key.value.lowercased()
            if let first = earlier[key] {
                tellSameName(entry.key, first, fix: Self.caseFix)
                return (entry, false)
            }
            earlier[key] = entry.key
            return (entry, true)
        }
    }

    /// What to do about names that differ in case at most.
    static let caseFix = "choose another name; upper and lower case count as the same"

    /// Whether a name is one that expressions can use, which is told where it is not.
    func isIdentifier(_ name: Located<String>, _ what: String) -> Bool {
        if Identifier.isValid(name.value) { return true }
        findings.tell(
            "wrong-name",
            "\"\(name.value)\" cannot be \(what)",
            at: name.range,
            fix: "begin with a letter or \"_\" and go on with letters, digits, \"-\" and \"_\""
        )
        return false
    }

    /// Tells of a name that is taken.
    func tellSameName(_ name: Located<String>, _ first: Located<String>, fix: String) {
        let place = first.range.start
        findings.tell(
            "same-name",
            "\"\(name.value)\" is taken; first at \(place.line):\(place.column)",
            at: name.range,
            fix: fix
        )
    }

    /// Variables: each value a text, a number, `true`, `false`, or nothing, which is the empty text.
    ///
    /// A number is the text as written: `1.10` stays `1.10`.
    func variables(
        _ node: YAMLNode,
        _ place: NativePlace
    ) -> OrderedDictionary<String, Placed<Template>> {
        var variables: OrderedDictionary<String, Placed<Template>> = [:]
        for entry in entries(node, "\"env\"") {
            guard isVariable(entry.key), let scalar = value(of: entry) else { continue }
            variables[entry.key.value] = expressions.template(scalar, place)
        }
        return variables
    }

    private func value(of entry: YAMLEntry) -> YAMLScalar? {
        if case .scalar(let scalar) = entry.node.content, scalar.value == .null {
            return YAMLScalar(text: "", value: .null, map: scalar.map)
        }
        return scalar(entry.node, "variable \"\(entry.key.value)\"")
    }

    /// Whether execve(2) can pass a name: it has letters, and none of them is `=` or NUL.
    private func isVariable(_ name: Located<String>) -> Bool {
        let isValid =
            !name.value.isEmpty && !name.value.contains("=") && !name.value.utf8.contains(0)
        if !isValid {
            findings.tell(
                "wrong-name",
                "\"\(name.value)\" cannot be the name of a variable",
                at: name.range
            )
        }
        return isValid
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
