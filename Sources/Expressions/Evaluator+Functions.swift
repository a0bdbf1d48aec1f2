/// The functions of the language; arguments are evaluated as late as upstream evaluates them.
///
/// Source: actions/runner, Expressions2, Sdk/Functions.
extension Evaluator {
    mutating func call(
        _ name: String,
        _ arguments: [Int],
        at place: Int
    ) throws(ExpressionError) -> Operand {
        let identity = Identity(.node(place))
        guard let function = BuiltInFunction(rawValue: name) else {
            return Operand(try callOut(name, arguments, at: place), identity)
        }
        switch function {
        case .case: return try choose(arguments)
        case .contains: return Operand(.boolean(try contains(arguments)), identity)
        case .endsWith:
            return Operand(.boolean(try texts(arguments) { $0.hasSuffix($1) }), identity)
        case .format: return Operand(.string(try format(arguments, at: place)), identity)
        case .fromJSON: return Operand(try fromJSON(arguments[0], at: place), identity)
        case .join: return Operand(.string(try join(arguments, at: place)), identity)
        case .startsWith:
            return Operand(.boolean(try texts(arguments) { $0.hasPrefix($1) }), identity)
        case .toJSON: return Operand(.string(try toJSON(arguments[0], at: place)), identity)
        }
    }

    /// Calls a function of the scope.
    private mutating func callOut(
        _ name: String,
        _ arguments: [Int],
        at place: Int
    ) throws(ExpressionError) -> Value {
        let offset = tree.nodes[place].offset
        guard let function = scope[function: name] else {
            throw ExpressionError(
                .evaluation,
                "The function '\(name)' has no meaning here",
                at: offset
            )
        }
        var values: [Value] = []
        for argument in arguments { values.append(try operand(of: argument).value) }
        do {
            return try function(values)
        } catch {
            // The function knows no places of this expression.
            throw ExpressionError(error.kind, error.message, at: offset)
        }
    }

    private mutating func choose(_ arguments: [Int]) throws(ExpressionError) -> Operand {
        for place in stride(from: 0, to: arguments.count - 1, by: 2) {
            guard case .boolean(let holds) = try operand(of: arguments[place]).value else {
                throw ExpressionError(
                    .evaluation,
                    "case predicate must evaluate to a boolean value",
                    at: tree.nodes[arguments[place]].offset
                )
            }
            if holds { return try operand(of: arguments[place + 1]) }
        }
        return try operand(of: arguments[arguments.count - 1])
    }

    private mutating func contains(_ arguments: [Int]) throws(ExpressionError) -> Bool {
        let searched = try operand(of: arguments[0])
        switch searched.value {
        case .object: return false
        case .array:
            guard let items = searched.children, !items.isEmpty else { return false }
            let wanted = try operand(of: arguments[1])
            return items.contains { wanted.equals($0) }
        case .null, .boolean, .number, .string:
            let wanted = try operand(of: arguments[1]).value
            return wanted.isPrimitive
                && OrdinalText(searched.value.text).contains(OrdinalText(wanted.text))
        }
    }

    /// Whether both arguments are text and something holds of them.
    private mutating func texts(
        _ arguments: [Int],
        hold relation: (OrdinalText, OrdinalText) -> Bool
    ) throws(ExpressionError) -> Bool {
        let first = try operand(of: arguments[0]).value
        guard first.isPrimitive else { return false }
        let second = try operand(of: arguments[1]).value
        return second.isPrimitive && relation(OrdinalText(first.text), OrdinalText(second.text))
    }

    private mutating func join(
        _ arguments: [Int],
        at place: Int
    ) throws(ExpressionError) -> String {
        let joined = try operand(of: arguments[0]).value
        guard case .array(let items) = joined else { return joined.isPrimitive ? joined.text : "" }
        var separator = ","
        if items.count > 1, arguments.count > 1 {
            let given = try operand(of: arguments[1]).value
            if given.isPrimitive { separator = given.text }
        }
        var result = BoundedText(bytesMax: meter.bytesMax)
        for (index, item) in items.enumerated() {
            if index > 0 { result.append(separator) }
            result.append(item.text)
        }
        return try whole(result, at: place)
    }

    private mutating func format(
        _ arguments: [Int],
        at place: Int
    ) throws(ExpressionError) -> String {
        let pattern = try operand(of: arguments[0]).value.text
        let offset = tree.nodes[place].offset
        let pieces = try FormatPattern.pieces(
            of: pattern,
            arguments: arguments.count - 1,
            at: offset
        )
        var values: [Int: Value] = [:]
        var result = BoundedText(bytesMax: meter.bytesMax)
        for piece in pieces {
            switch piece {
            case .text(let text): result.append(text)
            case .argument(let index, let specifiers):
                let value: Value
                if let known = values[index] {
                    value = known
                } else {
                    value = try operand(of: arguments[index + 1]).value
                    values[index] = value
                }
                guard specifiers.isEmpty else {
                    throw FormatPattern.refusal(of: specifiers, for: value, at: offset)
                }
                result.append(value.text)
            }
        }
        return try whole(result, at: place)
    }

    private mutating func toJSON(_ argument: Int, at place: Int) throws(ExpressionError) -> String {
        var writer = JSONWriter(.expression, bytesMax: meter.bytesMax)
        writer.write(try operand(of: argument).value)
        return try whole(writer.text, at: place)
    }

    private mutating func fromJSON(
        _ argument: Int,
        at place: Int
    ) throws(ExpressionError) -> Value {
        let text = try operand(of: argument).value.text
        do {
            return try Value(json: text)
        } catch {
            throw ExpressionError(
                .evaluation,
                "Error parsing JSON when evaluating fromJson: \(error.description)",
                at: tree.nodes[place].offset
            )
        }
    }

    private func whole(_ text: BoundedText, at place: Int) throws(ExpressionError) -> String {
        guard !text.isOverfull else { throw meter.exceeded(at: tree.nodes[place].offset) }
        return text.text
    }
}
