/// A value of GitHub's expression language.
///
/// Source: docs.github.com, "Evaluate expressions in workflows and actions", section Literals.
package enum Value: Sendable, Hashable {
    /// Nothing: a literal `null`, or a property that is not there.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A 64-bit floating point number; there are no integers.
    case number(Double)
    /// Text, compared without regard to case.
    case string(String)
    /// Values in order; equal to another only where both are the same array.
    case array([Value])
    /// Values by key; equal to another only where both are the same object.
    case object(Object)

    /// The name of its kind: `Null`, `Boolean`, `Number`, `String`, `Array` or `Object`.
    package var kindName: String {
        switch self {
        case .null: "Null"
        case .boolean: "Boolean"
        case .number: "Number"
        case .string: "String"
        case .array: "Array"
        case .object: "Object"
        }
    }

    /// Whether it counts as true in `if`, `!`, `&&` and `||`.
    ///
    /// Falsy are `null`, `false`, `0`, `-0`, `NaN` and the empty string; arrays and objects are truthy,
    /// empty ones too.
    package var isTruthy: Bool {
        switch self {
        case .null: false
        case .boolean(let flag): flag
        case .number(let number): !(number.isZero || number.isNaN)
        case .string(let text): !text.isEmpty
        case .array, .object: true
        }
    }

    /// What it becomes where text is wanted: `null` is empty, an array is the word `Array`, an object `Object`.
    package var text: String {
        switch self {
        case .null: ""
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let number): number.expressionText
        case .string(let text): text
        case .array: "Array"
        case .object: "Object"
        }
    }

    /// What it becomes where a number is wanted; `NaN` where it is none.
    package var number: Double {
        switch self {
        case .null: 0
        case .boolean(let flag): flag ? 1 : 0
        case .number(let number): number
        case .string(let text): Double(expressionText: text)
        case .array, .object: .nan
        }
    }

    /// Whether it is neither an array nor an object.
    package var isPrimitive: Bool {
        switch self {
        case .null, .boolean, .number, .string: true
        case .array, .object: false
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// The value `null`.
    package init(nilLiteral: ()) { self = .null }
    /// A boolean.
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A number.
    package init(floatLiteral value: Double) { self = .number(value) }
    /// A number.
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    /// An object whose keys compare without regard to case.
    package init(dictionaryLiteral elements: (String, Value)...) {
        var object = Object()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}
