extension Parser.Pending {
    /// How tightly an operator binds; nil for what only a closing bracket ends.
    var precedence: Int? {
        switch self {
        case .not: 5
        case .comparison(let comparison, _): Self.precedence(of: comparison)
        case .logic(let logic, _): Self.precedence(of: logic)
        case .group, .index, .call: nil
        }
    }

    static func precedence(of comparison: Comparison) -> Int {
        switch comparison {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .equal, .notEqual: 3
        }
    }

    static func precedence(of logic: Logic) -> Int {
        switch logic {
        case .and: 2
        case .or: 1
        }
    }
}

/// Nodes out of operands and what waited for them.
extension Parser {
    /// Makes nodes of all waiting operators that bind at least so tightly, up to the last open bracket.
    mutating func reduce(downTo precedence: Int) {
        while let top = pending.last, let binding = top.precedence, binding >= precedence {
            pending.removeLast()
            let right = operands.removeLast()
            switch top {
            case .not(let token):
                operands.append(add(.not(right), at: token))
            case .comparison(let comparison, let token):
                let left = operands.removeLast()
                operands.append(add(.comparison(comparison, left, right), at: token))
            case .logic(let logic, let token):
                join(logic, operands.removeLast(), right, at: token)
            case .group, .index, .call:
                preconditionFailure("an open bracket has no precedence")
            }
        }
    }

    /// Makes an index of the top operand.
    mutating func index(by key: Int, at token: Token) {
        let base = operands.removeLast()
        operands.append(add(.index(of: base, by: key), at: token))
    }

    /// Ends the group, the index or the call that a bracket closes.
    mutating func close(_ token: Token) throws(ExpressionError) {
        reduce(downTo: 0)
        switch (pending.popLast(), token.kind) {
        case (.group, .rightParenthesis):
            break
        case (.index(let bracket), .rightBracket):
            index(by: operands.removeLast(), at: bracket)
        case (.call(let name, let signature, let firstOperand), .rightParenthesis):
            try call(name, signature, firstOperand: firstOperand)
        default:
            throw unexpected(token)
        }
    }

    /// Ends an argument of a call.
    mutating func separate(_ token: Token) throws(ExpressionError) {
        reduce(downTo: 0)
        guard case .call = pending.last else { throw unexpected(token) }
    }

    /// Makes a call of the operands from a height of the stack on.
    mutating func call(
        _ name: Token,
        _ signature: FunctionSignature,
        firstOperand: Int
    ) throws(ExpressionError) {
        let arguments = Array(operands[firstOperand...])
        operands.removeSubrange(firstOperand...)
        let known = name.text.lowercased()
        if arguments.count < signature.arguments.lowerBound {
            throw error("Too few parameters supplied", name)
        }
        if arguments.count > signature.arguments.upperBound {
            throw error("Too many parameters supplied", name)
        }
        if known == BuiltInFunction.case.rawValue, arguments.count.isMultiple(of: 2) {
            throw error(
                "Even number of parameters supplied, requires an odd number of parameters",
                name
            )
        }
        operands.append(add(.call(known, arguments), at: name))
    }

    mutating func add(_ kind: Node.Kind, at token: Token) -> Int {
        let children: [Int] =
            switch kind {
            case .literal, .context, .wildcard: []
            case .not(let operand): [operand]
            case .index(let base, let key): [base, key]
            case .comparison(_, let left, let right): [left, right]
            case .logic(_, let operands), .call(_, let operands): operands
            }
        let depth = 1 + (children.map { nodes[$0].depth }.max() ?? 0)
        nodes.append(Node(kind: kind, offset: token.offset, depth: depth))
        return nodes.count - 1
    }

    /// Joins two operands, and makes `a && b && c` one node, so that a long chain is not deep.
    private mutating func join(_ logic: Logic, _ left: Int, _ right: Int, at token: Token) {
        let added =
            if case .logic(logic, let nested) = nodes[right].kind { nested } else { [right] }
        guard case .logic(logic, var all) = nodes[left].kind else {
            operands.append(add(.logic(logic, [left] + added), at: token))
            return
        }
        // The list must have one owner while it grows, or a chain of thousands is copied for each link.
        nodes[left].kind = .wildcard
        all += added
        nodes[left].kind = .logic(logic, all)
        nodes[left].depth = max(nodes[left].depth, 1 + (added.map { nodes[$0].depth }.max() ?? 0))
        operands.append(left)
    }
}
