import Expressions

/// What a cell must have to be met by an item of `include` or `exclude`.
///
/// Every scalar of the item is compared with what stands at the same place in the cell, by the `==` of the
/// expression language: `1` meets `'1'`, `Linux` meets `linux`. What the item does not name is free, inside
/// of objects too.
///
/// Source: actions/runner, `MatrixBuilder.MatrixFilter`.
struct MatrixFilter {
    private let leaves: [(path: [Step], wanted: Value)]
    private let equality: ExpressionTree

    private enum Step {
        case key(String)
        case index(Int)
    }

    init(_ wanted: Object) throws(ExpressionError) {
        leaves = Self.leaves(of: .object(wanted), at: [])
        equality = try ExpressionTree(
            parsing: "found == wanted",
            knowing: Vocabulary(contexts: ["found", "wanted"])
        )
    }

    /// Whether a cell has all that is wanted.
    func meets(_ cell: Object) throws(ExpressionError) -> Bool {
        for leaf in leaves {
            let found = Self.value(in: .object(cell), at: leaf.path)
            // The same scalar is equal to itself, unless it is not a number.
            if found == leaf.wanted, found.isPrimitive { continue }
            let scope = Scope(contexts: ["found": found, "wanted": leaf.wanted])
            guard try equality.evaluate(in: scope).isTruthy else { return false }
        }
        return true
    }

    private static func leaves(
        of value: Value,
        at path: [Step]
    ) -> [(path: [Step], wanted: Value)] {
        switch value {
        case .object(let object):
            object.entries.flatMap { leaves(of: $0.value, at: path + [.key($0.key)]) }
        case .array(let values):
            values.enumerated().flatMap { leaves(of: $1, at: path + [.index($0)]) }
        case .null, .boolean, .number, .string: [(path, value)]
        }
    }

    private static func value(in whole: Value, at path: [Step]) -> Value {
        path.reduce(whole) { value, step in
            switch (value, step) {
            case (.object(let object), .key(let key)): object[key] ?? .null
            case (.array(let values), .index(let index)) where index < values.count: values[index]
            default: .null
            }
        }
    }
}
