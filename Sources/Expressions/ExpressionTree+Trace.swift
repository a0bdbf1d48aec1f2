extension ExpressionTree {
    /// The values of the expression's parts that are no literals, each after those that it is made of.
    ///
    /// Every part is evaluated for itself, which gives what it gave as a part: expressions have no effects. An index
    /// counts with what it is an index of, `git.branch` and not `git`.
    ///
    /// - Parameter scope: That in which the whole was evaluated.
    /// - Returns: None for a lone literal.
    package func trace(in scope: Scope) -> [TracedValue] {
        guard let root else { return [] }
        var values: [TracedValue] = []
        trace(root, in: scope, isLive: true, &values)
        return values
    }

    private func trace(
        _ place: Int,
        in scope: Scope,
        isLive: Bool,
        _ values: inout [TracedValue]
    ) {
        switch nodes[place].kind {
        case .literal, .wildcard: return
        case .context: break
        case .index(_, let key): trace(key, in: scope, isLive: isLive, &values)
        case .not(let operand): trace(operand, in: scope, isLive: isLive, &values)
        case .comparison(_, let left, let right):
            trace(left, in: scope, isLive: isLive, &values)
            trace(right, in: scope, isLive: isLive, &values)
        case .logic(let logic, let operands):
            trace(operands, of: logic, in: scope, isLive: isLive, &values)
        case .call(_, let arguments):
            for argument in arguments { trace(argument, in: scope, isLive: isLive, &values) }
        }
        values.append(
            TracedValue(
                text: text(of: place),
                outcome: isLive ? outcome(of: place, in: scope) : .notEvaluated
            )
        )
    }

    /// The operands up to the one that decides, and those after it, which were not evaluated.
    private func trace(
        _ operands: [Int],
        of logic: Logic,
        in scope: Scope,
        isLive: Bool,
        _ values: inout [TracedValue]
    ) {
        var isLive = isLive
        for operand in operands {
            trace(operand, in: scope, isLive: isLive, &values)
            if case .value(let value) = outcome(of: operand, in: scope),
                value.isTruthy == (logic == .or)
            {
                isLive = false
            }
        }
    }

    private func outcome(of place: Int, in scope: Scope) -> TracedValue.Outcome {
        var evaluator = Evaluator(self, in: scope)
        do {
            return .value(try evaluator.operand(of: place).value)
        } catch {
            return .failed(error.message)
        }
    }

    /// A part as one would write it; names of contexts and functions are in lower case, as they are compared.
    private func text(of place: Int) -> String {
        switch nodes[place].kind {
        case .literal(.string(let text)): return "'\(text.replacing("'", with: "''"))'"
        case .literal(let value): return value == .null ? "null" : value.text
        case .context(let name): return name
        case .wildcard: return "*"
        case .index(let base, let key):
            if case .literal(.string(let name)) = nodes[key].kind, Self.isName(name) {
                return "\(text(of: base)).\(name)"
            }
            return nodes[key].kind == .wildcard
                ? "\(text(of: base)).*" : "\(text(of: base))[\(text(of: key))]"
        case .not(let operand): return "!\(inner(operand))"
        case .comparison(let comparison, let left, let right):
            return "\(inner(left)) \(comparison.rawValue) \(inner(right))"
        case .logic(let logic, let operands):
            return operands.map { inner($0) }.joined(separator: " \(logic.rawValue) ")
        case .call(let name, let arguments):
            return "\(name)(\(arguments.map { text(of: $0) }.joined(separator: ", ")))"
        }
    }

    /// A part inside another one, in parentheses where it has an operator of its own.
    private func inner(_ place: Int) -> String {
        switch nodes[place].kind {
        case .comparison, .logic: "(\(text(of: place)))"
        default: text(of: place)
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            byte == 0x5F || byte == 0x2D || (0x30...0x39).contains(byte)
                || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }
}

extension Condition {
    /// The values of the condition's parts; where `success()` is implied, that first.
    ///
    /// - Parameter scope: That in which it was evaluated.
    /// - Returns: The parts, each after those that it is made of.
    package func trace(in scope: Scope) -> [TracedValue] {
        var values: [TracedValue] = []
        if !callsStatusFunction, let success = scope[function: "success"] {
            let holds = (try? success([]))?.isTruthy ?? false
            values.append(TracedValue(text: "success()", outcome: .value(.boolean(holds))))
            guard holds else { return values }
        }
        return values + trees.flatMap { $0.trace(in: scope) }
    }
}
