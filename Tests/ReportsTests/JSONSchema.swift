import FoundationEssentials

/// A JSON value of any shape.
enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    init(_ bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// Whether it is of a type as a schema calls it.
    func isOf(type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let value): type == "number" || type == "integer" && value == value.rounded()
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}

/// Checks values against a schema, as far as CTRF's goes; a keyword it does not know is a complaint.
///
/// Source: JSON Schema draft 07, validation.
struct JSONSchema {
    private let root: JSONValue

    init(_ root: JSONValue) {
        self.root = root
    }

    /// What is wrong with a value, each with its path; empty where nothing is.
    func complaints(of value: JSONValue) -> [String] {
        check(value, root, "$")
    }

    private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        guard case .object(let keywords) = schema else {
            return schema == .bool(false) ? ["\(path) may not be there"] : []
        }
        return keywords.flatMap { check(value, $0.key, $0.value, keywords, path) }
    }

    private func check(
        _ value: JSONValue,
        _ keyword: String,
        _ rule: JSONValue,
        _ schema: [String: JSONValue],
        _ path: String
    ) -> [String] {
        switch (keyword, rule, value) {
        case ("$schema", _, _), ("title", _, _), ("description", _, _), ("definitions", _, _): []
        case ("type", .string(let type), _): value.isOf(type: type) ? [] : ["\(path) is no \(type)"]
        case ("const", _, _): value == rule ? [] : ["\(path) is not \(rule)"]
        case ("enum", .array(let known), _): known.contains(value) ? [] : ["\(path) is \(value)"]
        case ("anyOf", .array(let choices), _):
            choices.contains { check(value, $0, path).isEmpty } ? [] : ["\(path) fits nothing"]
        case ("$ref", .string(let name), _):
            root["definitions"]?[String(name.split(separator: "/").last ?? "")]
                .map { check(value, $0, path) } ?? ["\(name) is not known"]
        case ("required", .array(let names), .object(let members)):
            names.filter { if case .string(let name) = $0 { members[name] == nil } else { true } }
                .map { "\(path) lacks \($0)" }
        case ("properties", .object(let known), .object(let members)):
            members.flatMap { name, member in
                known[name].map { check(member, $0, "\(path).\(name)") } ?? []
            }
        case ("additionalProperties", _, .object(let members)):
            members.filter { schema["properties"]?[$0.key] == nil }
                .flatMap { check($0.value, rule, "\(path).\($0.key)") }
        case ("items", _, .array(let elements)):
            elements.enumerated().flatMap { check($1, rule, "\(path)[\($0)]") }
        case ("minItems", .number(let least), .array(let elements)):
            Double(elements.count) >= least ? [] : ["\(path) has too few elements"]
        case ("minLength", .number(let least), .string(let text)):
            Double(text.unicodeScalars.count) >= least ? [] : ["\(path) is too short"]
        case ("minimum", .number(let least), .number(let number)):
            number >= least ? [] : ["\(path) is too small"]
        case ("pattern", .string(let pattern), .string(let text)):
            (try? Regex(pattern).firstMatch(in: text)) != nil ? [] : ["\(path) is \"\(text)\""]
        case ("format", .string(let format), .string(let text)):
            Self.has(text, format) ? [] : ["\(path) is no \(format): \"\(text)\""]
        case ("required", _, _), ("properties", _, _), ("additionalProperties", _, _),
            ("items", _, _), ("minItems", _, _), ("minLength", _, _), ("minimum", _, _),
            ("pattern", _, _), ("format", _, _):
            // These hold for values of one type only.
            []
        default: ["the schema has the keyword \(keyword), which is not known here"]
        }
    }

    /// RFC 3339 and RFC 4122; other formats are not used by what we write.
    private static func has(_ text: String, _ format: String) -> Bool {
        switch format {
        case "date-time":
            text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) != nil
        case "uuid": UUID(uuidString: text) != nil
        default: false
        }
    }
}
