import Diagnostics
import Expressions
import Pipelines
import Yams

/// Makes our tree of the tree of Yams: aliases put in, scalars given their values, places found.
struct YAMLTreeBuilder {
    private let source: SourceText
    private let file: SourceFile
    private let letters: SpareLetters
    private var anchors: [String: YAMLNode] = [:]
    /// The nodes so far, every alias written out.
    private var weight = 0
    private(set) var diagnostics: [Diagnostic] = []

    init(_ source: SourceText, _ file: SourceFile, _ letters: SpareLetters) {
        self.source = source
        self.file = file
        self.letters = letters
    }

    /// The tree; what is wrong in it is told and unreadable.
    mutating func build(_ root: Node) -> YAMLNode {
        build(root, depth: 1)
    }

    private mutating func build(_ node: Node, depth: Int) -> YAMLNode {
        let place = place(of: node)
        guard admit(1, at: place), depth <= YAMLBounds.depth else {
            if depth > YAMLBounds.depth { tooDeep(place) }
            return YAMLNode(unreadableAt: SourceRange(place))
        }
        switch node {
        case .scalar(let scalar): return build(scalar, at: place, depth: depth)
        case .sequence(let sequence):
            let nodes = sequence.map { build($0, depth: depth + 1) }
            let node = YAMLNode(nodes, at: SourceRange(place))
            return anchored(sequence.anchor, tagged(sequence.tag, kind: "seq", node, at: place))
        case .mapping(let mapping):
            let node = build(mapping, at: place, depth: depth)
            return anchored(mapping.anchor, tagged(mapping.tag, kind: "map", node, at: place))
        case .alias:
            // Only made by programs: the parser gives none, and our aliases come as scalars.
            return YAMLNode(unreadableAt: SourceRange(place))
        }
    }

    // MARK: Mappings

    private mutating func build(
        _ mapping: Node.Mapping,
        at place: SourcePosition,
        depth: Int
    ) -> YAMLNode {
        var entries: [YAMLEntry] = []
        var lacksEntries = false
        var earlier: [String: SourcePosition] = [:]
        for (keyNode, valueNode) in mapping {
            guard let (key, isHidden) = key(keyNode) else {
                lacksEntries = true
                _ = build(valueNode, depth: depth + 1)
                continue
            }
            let node = build(valueNode, depth: depth + 1)
            if let first = earlier[key.value] { repeated(key, first) }
            earlier[key.value] = key.range.start
            if !isHidden { entries.append(YAMLEntry(key: key, node: node)) }
        }
        return YAMLNode(entries, lacksEntries: lacksEntries, at: SourceRange(place))
    }

    private mutating func key(_ node: Node) -> (Located<String>, isHidden: Bool)? {
        let place = place(of: node)
        guard case .scalar(let scalar) = node, alias(scalar) == nil else {
            tell("key-not-text", "a key must be a text", at: SourceRange(place))
            return nil
        }
        let text = letters.restored(scalar.string)
        let map = map(of: text, scalar)
        guard text != "<<" || scalar.style != .plain else {
            tell(
                "merge-key",
                "merge keys (\"<<\") are not part of YAML 1.2",
                at: map.range,
                fix: "write the keys out, or use an alias for the whole value"
            )
            return nil
        }
        return (Located(text, at: map.range), letters.isHidden(scalar.string))
    }

    private mutating func repeated(_ key: Located<String>, _ first: SourcePosition) {
        tell(
            "repeated-key",
            "key \"\(key.value)\" stands twice in one mapping; first at \(first.line):\(first.column)",
            at: key.range,
            fix: "keep one of them"
        )
    }

    // MARK: Scalars and aliases

    private mutating func build(
        _ scalar: Node.Scalar,
        at place: SourcePosition,
        depth: Int
    ) -> YAMLNode {
        if let name = alias(scalar) { return target(of: name, scalar, at: place, depth: depth) }
        let text = letters.restored(scalar.string)
        let isText = scalar.style != .plain || scalar.tag.rawValue == Self.tagPrefix + "str"
        let value = isText ? .string(text) : CoreSchema.value(ofPlain: text)
        let node = YAMLNode(YAMLScalar(text: text, value: value, map: map(of: text, scalar)))
        return anchored(scalar.anchor, tagged(scalar.tag, kind: "str", node, at: place))
    }

    /// What stands behind the `*` of a plain scalar that begins with one.
    private func alias(_ scalar: Node.Scalar) -> String? {
        guard scalar.style == .plain, scalar.string.unicodeScalars.first == letters.star else {
            return nil
        }
        return letters.restored(String(scalar.string.unicodeScalars.dropFirst()))
    }

    private mutating func target(
        of name: String,
        _ scalar: Node.Scalar,
        at place: SourcePosition,
        depth: Int
    ) -> YAMLNode {
        let range = map(of: "*" + name, scalar).range
        guard let target = anchors[name] else {
            tell(
                "unknown-alias",
                "no anchor \"&\(name)\" stands above this alias",
                at: range,
                fix: "put it in quotes if it is meant as text: \"*\(name)\""
            )
            return YAMLNode(unreadableAt: SourceRange(place))
        }
        guard depth + target.height - 1 <= YAMLBounds.depth else {
            tooDeep(place)
            return YAMLNode(unreadableAt: SourceRange(place))
        }
        return admit(target.weight - 1, at: place)
            ? target : YAMLNode(unreadableAt: SourceRange(place))
    }

    /// A node with its tag taken off; unreadable where the tag is not that of its kind.
    private mutating func tagged(
        _ tag: Tag,
        kind: String,
        _ node: YAMLNode,
        at place: SourcePosition
    ) -> YAMLNode {
        guard !tag.rawValue.isEmpty, tag.rawValue != Self.tagPrefix + kind else { return node }
        tell(
            "tag",
            "tags such as \"\(short(tag))\" are not supported",
            at: SourceRange(place),
            fix: "delete the tag; quotes make a text of a number"
        )
        return YAMLNode(unreadableAt: node.range)
    }

    private static let tagPrefix = "tag:yaml.org,2002:"

    private func short(_ tag: Tag) -> String {
        let name = letters.restored(tag.rawValue)
        return name.hasPrefix(Self.tagPrefix) ? "!!" + name.dropFirst(Self.tagPrefix.count) : name
    }

    // MARK: Bounds

    private mutating func anchored(_ anchor: Anchor?, _ node: YAMLNode) -> YAMLNode {
        if let anchor { anchors[anchor.rawValue] = node }
        return node
    }

    /// Counts nodes; false once there are too many, which is told once.
    private mutating func admit(_ nodes: Int, at place: SourcePosition) -> Bool {
        guard weight <= YAMLBounds.nodes else { return false }
        weight += nodes
        guard weight > YAMLBounds.nodes else { return true }
        tell(
            "too-many-nodes",
            "with its aliases written out the file has more than \(YAMLBounds.nodes) values",
            at: SourceRange(place),
            fix: "use fewer aliases inside of anchors"
        )
        return false
    }

    private mutating func tooDeep(_ place: SourcePosition) {
        tell(
            "too-deep",
            "values are nested more than \(YAMLBounds.depth) levels deep",
            at: SourceRange(place),
            fix: "a pipeline needs fewer than ten"
        )
    }

    // MARK: Ground

    private func index(of node: Node) -> Int {
        guard let mark = node.mark else { return 0 }
        return source.index(yamlLine: mark.line, column: mark.column)
    }

    private func place(of node: Node) -> SourcePosition {
        source.position(at: index(of: node))
    }

    private func map(of text: String, _ scalar: Node.Scalar) -> SourceMap {
        ScalarTracer.map(
            of: text,
            written: ScalarTracer.Style(scalar.style),
            at: index(of: .scalar(scalar)),
            in: source
        )
    }

    private mutating func tell(
        _ code: String,
        _ message: String,
        at range: SourceRange,
        fix: String? = nil
    ) {
        guard diagnostics.count < Bounds.mistakes else { return }
        diagnostics.append(Diagnostic(code: code, message, in: file, at: range, fix: fix))
    }
}

extension ScalarTracer.Style {
    fileprivate init(_ style: Node.Scalar.Style) {
        switch style {
        case .any, .plain: self = .plain
        case .singleQuoted: self = .singleQuoted
        case .doubleQuoted: self = .doubleQuoted
        case .literal: self = .literal
        case .folded: self = .folded
        }
    }
}
