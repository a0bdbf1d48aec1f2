/// Evaluates one expression once.
///
/// It recurses as deep as the tree, which is at most 50 nodes.
struct Evaluator {
    let tree: ExpressionTree
    let scope: Scope
    var meter: MemoryMeter

    init(_ tree: ExpressionTree, in scope: Scope) {
        self.tree = tree
        self.scope = scope
        meter = MemoryMeter(bytesMax: scope.memoryBytesMax, for: tree.source)
    }

    /// The value of a node, with its memory counted.
    mutating func operand(of place: Int) throws(ExpressionError) -> Operand {
        let before = meter.bytes
        let result = try evaluate(place)
        // A primitive value keeps nothing alive of what it was made from.
        if result.value.isPrimitive { meter.release(downTo: before) }
        try meter.add(
            bytes(of: result.value, from: tree.nodes[place]),
            at: tree.nodes[place].offset
        )
        return result
    }

    private func bytes(of value: Value, from node: Node) -> Int {
        if case .call = node.kind, case .string(let text) = value {
            return MemoryMeter.bytes(of: text)
        }
        return MemoryMeter.referenceBytes
    }

    private mutating func evaluate(_ place: Int) throws(ExpressionError) -> Operand {
        switch tree.nodes[place].kind {
        case .literal(let value):
            return Operand(value, Identity(.node(place)))
        case .context(let name):
            return Operand(scope[context: name] ?? .null, Identity(.context(name)))
        case .wildcard:
            preconditionFailure("a wildcard is the key of an index and has no value")
        case .index(let base, let key):
            return try index(base, by: key, at: place)
        case .not(let operand):
            let truth = try self.operand(of: operand).value.isTruthy
            return Operand(.boolean(!truth), Identity(.node(place)))
        case .comparison(let comparison, let left, let right):
            let first = try operand(of: left)
            let second = try operand(of: right)
            return Operand(
                .boolean(first.compares(comparison, to: second)),
                Identity(.node(place))
            )
        case .logic(let logic, let operands):
            return try evaluate(logic, operands)
        case .call(let name, let arguments):
            return try call(name, arguments, at: place)
        }
    }

    /// The first operand that decides, else the last one.
    private mutating func evaluate(
        _ logic: Logic,
        _ operands: [Int]
    ) throws(ExpressionError) -> Operand {
        for place in operands.dropLast() {
            let result = try operand(of: place)
            if result.value.isTruthy == (logic == .or) { return result }
        }
        return try operand(of: operands[operands.count - 1])
    }

    // MARK: Index

    private mutating func index(
        _ base: Int,
        by key: Int,
        at place: Int
    ) throws(ExpressionError) -> Operand {
        let collection = try operand(of: base)
        let identity = Identity(.node(place))
        if tree.nodes[key].kind == .wildcard {
            let items = collection.filtered?.flatMap { $0.children ?? [] } ?? collection.children
            return Operand(filtered: items ?? [], identity)
        }
        // The key of what has no items is not evaluated, so it cannot fail.
        guard !collection.value.isPrimitive else { return Operand(.null, identity) }
        let keyValue = try operand(of: key).value
        if let items = collection.filtered {
            return Operand(filtered: items.compactMap { $0.child(keyValue) }, identity)
        }
        return collection.child(keyValue) ?? Operand(.null, identity)
    }
}
