import Diagnostics
import Expressions
import Pipelines

/// A piece of a YAML document with its place in the file, aliases replaced by what they name.
struct YAMLNode {
    /// What the piece is.
    enum Content {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
        /// What is wrong, which was told; nothing more needs be told of it.
        case unreadable
    }

    let content: Content
    /// A scalar in full; of a collection only its first letter is known.
    let range: SourceRange
    /// How many nodes it is, itself included, with every alias written out.
    let weight: Int
    /// How many levels it has: 1 for a scalar.
    let height: Int
    /// Whether it is a mapping from which an entry was left out, which was told.
    let lacksEntries: Bool

    init(_ scalar: YAMLScalar) {
        content = .scalar(scalar)
        range = scalar.map.range
        weight = 1
        height = 1
        lacksEntries = false
    }

    init(unreadableAt range: SourceRange) {
        content = .unreadable
        self.range = range
        weight = 1
        height = 1
        lacksEntries = false
    }

    init(_ sequence: [YAMLNode], at range: SourceRange) {
        content = .sequence(sequence)
        self.range = range
        weight = sequence.reduce(1) { $0 + $1.weight }
        height = 1 + (sequence.map(\.height).max() ?? 0)
        lacksEntries = false
    }

    init(_ mapping: [YAMLEntry], lacksEntries: Bool, at range: SourceRange) {
        content = .mapping(mapping)
        self.range = range
        weight = mapping.reduce(1) { $0 + 1 + $1.node.weight }
        height = 1 + (mapping.map(\.node.height).max() ?? 0)
        self.lacksEntries = lacksEntries
    }
}

/// A key of a mapping and what stands under it; a number or `true` is a text where it is a key.
struct YAMLEntry {
    let key: Located<String>
    let node: YAMLNode
}

/// A scalar: the text it stands for and the value that YAML 1.2 gives it.
struct YAMLScalar {
    /// Without quotes, indentation and escapes.
    let text: String
    /// Null, a boolean, a number or the text.
    let value: Value
    /// Where each letter of the text was written.
    let map: SourceMap
}
