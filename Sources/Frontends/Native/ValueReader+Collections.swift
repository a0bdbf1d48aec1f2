import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Lists and mappings, and the names in them.
extension ValueReader {
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

    /// The words of a command; none after a mistake.
    func words(_ node: YAMLNode, _ what: String, _ place: NativePlace) -> [Placed<Template>] {
        let nodes = list(node, what)
        // An empty word is an argument like another.
        let words = nodes.compactMap {
            template($0, "an item of \(what)", place, mayBeEmpty: true)
        }
        return words.count < nodes.count ? [] : words
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
}
