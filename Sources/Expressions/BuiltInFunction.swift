/// The functions of the language itself, by their names in lower case.
enum BuiltInFunction: String, Sendable, Hashable, CaseIterable {
    case `case`
    case contains
    case endsWith = "endswith"
    case format
    case fromJSON = "fromjson"
    case join
    case startsWith = "startswith"
    case toJSON = "tojson"

    init?(_ name: String) {
        self.init(rawValue: name.lowercased())
    }

    var signature: FunctionSignature {
        switch self {
        case .case: FunctionSignature("case", arguments: 3...Int.max)
        case .contains: FunctionSignature("contains", arguments: 2...2)
        case .endsWith: FunctionSignature("endsWith", arguments: 2...2)
        case .format: FunctionSignature("format", arguments: 1...255)
        case .fromJSON: FunctionSignature("fromJSON", arguments: 1...1)
        case .join: FunctionSignature("join", arguments: 1...2)
        case .startsWith: FunctionSignature("startsWith", arguments: 2...2)
        case .toJSON: FunctionSignature("toJSON", arguments: 1...1)
        }
    }
}
