import Diagnostics
import Expressions

/// A matrix with its outer levels taken apart and its templates evaluated.
struct MatrixTable {
    /// One key and its values; never empty.
    struct Vector {
        let key: Located<String>
        let values: [Value]
    }

    /// One mapping of `include` or `exclude`.
    struct Item {
        let values: Object
        let range: SourceRange
        /// Where each of its keys stands.
        let keys: [Located<String>]
    }

    private(set) var vectors: [Vector] = []
    private(set) var include: [Item] = []
    private(set) var exclude: [Item] = []

    private let file: SourceFile
    private let scope: Scope
    private var diagnostics: [Diagnostic] = []
    private var vectorKeys: Set<String> = []

    /// Takes a matrix apart.
    ///
    /// - Throws: Every part that is not what its place asks for, and templates that cannot be evaluated.
    init(_ matrix: Matrix, in scope: Scope, of file: SourceFile) throws(DiagnosticError) {
        self.file = file
        self.scope = scope
        let entries = entries(of: matrix.root, "a matrix")
        guard entries.count <= Bounds.matrixKeys else {
            throw DiagnosticError([Self.tooManyKeys(entries.count, matrix, file)])
        }
        for entry in entries {
            switch entry.key.value.lowercased() {
            case "include": include = read(entry)
            case "exclude": exclude = read(entry)
            default: read(vector: entry)
            }
        }
        if diagnostics.isEmpty { checkKeys(matrix.root.range) }
        if diagnostics.isEmpty { checkSize(matrix.root.range) }
        guard diagnostics.isEmpty else { throw DiagnosticError(diagnostics) }
    }

    /// The key of a vector, without regard to case.
    func hasVector(_ key: String) -> Bool {
        vectorKeys.contains(key.lowercased())
    }

    private static func tooManyKeys(
        _ count: Int,
        _ matrix: Matrix,
        _ file: SourceFile
    ) -> Diagnostic {
        Diagnostic(
            code: "too-many-cells",
            "the matrix has \(count) keys; at most \(Bounds.matrixKeys) are taken",
            in: file,
            at: matrix.root.range,
            fix: "put values that belong together into one mapping"
        )
    }

    // MARK: Parts

    private mutating func read(vector entry: MatrixNode.Entry) {
        let nodes = items(of: entry.node, "\"\(entry.key.value)\" of a matrix")
        let values = nodes?.map { value(of: $0) } ?? []
        if nodes?.isEmpty == true {
            tell(
                "empty-matrix",
                "\"\(entry.key.value)\" of the matrix has no values",
                at: entry.node.range,
                fix: "add at least one value, or take the key away"
            )
        }
        if hasVector(entry.key.value) {
            tell(
                "same-name",
                "\"\(entry.key.value)\" stands twice in the matrix",
                at: entry.key.range,
                fix: "choose another name; upper and lower case count as the same"
            )
        }
        vectorKeys.insert(entry.key.value.lowercased())
        vectors.append(Vector(key: entry.key, values: values))
    }

    private mutating func read(_ entry: MatrixNode.Entry) -> [Item] {
        let name = entry.key.value
        let nodes = items(of: entry.node, "\"\(name)\" of a matrix") ?? []
        guard nodes.count <= Bounds.matrixItems else {
            tell(
                "too-many-cells",
                "\"\(name)\" has \(nodes.count) items; at most \(Bounds.matrixItems) are taken",
                at: entry.key.range,
                fix: "part the job in two"
            )
            return []
        }
        return nodes.compactMap { node in item(node, of: name) }
    }

    private mutating func item(_ node: MatrixNode, of name: String) -> Item? {
        let known = diagnostics.count
        let entries = entries(of: node, "an item of \"\(name)\"")
        guard !entries.isEmpty else {
            if diagnostics.count == known {
                tell("empty-matrix", "an item of \"\(name)\" names no value", at: node.range)
            }
            return nil
        }
        var values = Object()
        for entry in entries { values[entry.key.value] = value(of: entry.node) }
        return Item(values: values, range: node.range, keys: entries.map(\.key))
    }

    private mutating func checkKeys(_ range: SourceRange) {
        guard !vectors.isEmpty || !include.isEmpty else {
            tell(
                "empty-matrix",
                "the matrix has no cells",
                at: range,
                fix: "add a key with a list of values"
            )
            return
        }
        let unknown = exclude.lazy.flatMap(\.keys).filter { [vectorKeys] in
            !vectorKeys.contains($0.value.lowercased())
        }
        for key in unknown.prefix(Bounds.mistakes) {
            let near = Suggestion.nearest(to: key.value, in: vectors.map(\.key.value))
            tell(
                "unknown-key",
                "\"\(key.value)\" in \"exclude\" is no key of the matrix",
                at: key.range,
                fix: near.map { "did you mean \"\($0)\"?" }
            )
        }
    }

    private mutating func checkSize(_ range: SourceRange) {
        let values = vectors.flatMap(\.values) + (include + exclude).map { .object($0.values) }
        guard values.reduce(0, { $0 + Self.bytes(of: $1) }) > Bounds.matrixBytes else { return }
        tell(
            "matrix-too-large",
            "the values of the matrix have more than \(Bounds.matrixBytes) bytes",
            at: range,
            fix: "put them into files of the repository and the names of the files into the matrix"
        )
    }

    /// About how many bytes a value takes wherever it is shown or kept.
    private static func bytes(of value: Value) -> Int {
        switch value {
        case .null, .boolean, .number: 8
        case .string(let text): 8 + text.utf8.count
        case .array(let values): values.reduce(8) { $0 + bytes(of: $1) }
        case .object(let object):
            object.entries.reduce(8) { $0 + $1.key.utf8.count + bytes(of: $1.value) }
        }
    }

    // MARK: Nodes

    private mutating func entries(of node: MatrixNode, _ what: String) -> [MatrixNode.Entry] {
        if case .object(let entries, _) = node { return entries }
        guard !isList(node), case .object(let object) = value(of: node) else {
            tellWrongKind(node, "\(what) must be a mapping")
            return []
        }
        return object.entries.map { entry in
            MatrixNode.Entry(
                Located(entry.key, at: node.range),
                .value(Located(entry.value, at: node.range))
            )
        }
    }

    private mutating func items(of node: MatrixNode, _ what: String) -> [MatrixNode]? {
        if case .list(let nodes, _) = node { return nodes }
        guard !isObject(node), case .array(let values) = value(of: node) else {
            tellWrongKind(node, "\(what) must be a list")
            return nil
        }
        return values.map { .value(Located($0, at: node.range)) }
    }

    private mutating func value(of node: MatrixNode) -> Value {
        switch node {
        case .value(let value): return value.value
        case .list(let nodes, _): return .array(nodes.map { value(of: $0) })
        case .object(let entries, _):
            return .object(Object(entries.map { ($0.key.value, value(of: $0.node)) }))
        case .template(let template):
            do {
                return try template.value.evaluate(in: scope)
            } catch {
                diagnostics.append(template.map.diagnostic(for: error, in: file))
                return .null
            }
        }
    }

    private func isList(_ node: MatrixNode) -> Bool {
        if case .list = node { true } else { false }
    }

    private func isObject(_ node: MatrixNode) -> Bool {
        if case .object = node { true } else { false }
    }

    private mutating func tellWrongKind(_ node: MatrixNode, _ message: String) {
        // A template that failed has been told already, and its null is no news.
        guard !diagnostics.contains(where: { $0.code == "expression" }) else { return }
        var found = ""
        if case .template(let template) = node { found = ", which \(template.value.source) is not" }
        tell("wrong-type", message + found, at: node.range)
    }

    private mutating func tell(
        _ code: String,
        _ message: String,
        at range: SourceRange,
        fix: String? = nil
    ) {
        diagnostics.append(Diagnostic(code: code, message, in: file, at: range, fix: fix))
    }
}
