/// Loose comparison: like JavaScript's, but text without regard to case and no coercion of arrays and objects.
///
/// Source: actions/runner, Expressions2, `EvaluationResult.AbstractEqual` and its neighbours.
extension Operand {
    /// Two values made comparable, by kind.
    private enum Pair {
        case nulls
        case booleans(Bool, Bool)
        case numbers(Double, Double)
        case strings(OrdinalText, OrdinalText)
        case collections
        /// Never equal, and neither is greater.
        case unlike
    }

    func compares(_ comparison: Comparison, to other: Operand) -> Bool {
        switch comparison {
        case .equal: equals(other)
        case .notEqual: !equals(other)
        case .less: isLess(than: other)
        case .lessOrEqual: equals(other) || isLess(than: other)
        case .greater: other.isLess(than: self)
        case .greaterOrEqual: equals(other) || other.isLess(than: self)
        }
    }

    func equals(_ other: Operand) -> Bool {
        switch pair(with: other) {
        case .nulls: true
        case .booleans(let left, let right): left == right
        case .numbers(let left, let right): left == right
        case .strings(let left, let right): left == right
        case .collections: identity == other.identity
        case .unlike: false
        }
    }

    private func isLess(than other: Operand) -> Bool {
        switch pair(with: other) {
        case .booleans(let left, let right): !left && right
        case .numbers(let left, let right): left < right
        case .strings(let left, let right): left < right
        case .nulls, .collections, .unlike: false
        }
    }

    private func pair(with other: Operand) -> Pair {
        switch (value, other.value) {
        case (.null, .null): .nulls
        case (.boolean(let left), .boolean(let right)): .booleans(left, right)
        case (.string(let left), .string(let right)):
            .strings(OrdinalText(left), OrdinalText(right))
        case (.array, .array), (.object, .object): .collections
        // Unlike kinds meet as numbers; those of an array or an object are NaN.
        case (_, _) where value.isPrimitive && other.value.isPrimitive:
            .numbers(value.number, other.value.number)
        default: .unlike
        }
    }
}
