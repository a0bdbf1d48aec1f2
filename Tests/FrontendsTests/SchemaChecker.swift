import Diagnostics
import Expressions

@testable import Frontends

/// Checks values by the keywords of JSON Schema that `NativeSchema` uses, and refuses any other keyword.
///
/// Source: JSON Schema, draft 2020-12, core and validation.
struct SchemaChecker {
    let root: Value

    /// What is wrong with a value, as paths.
    func problems(_ value: Value) -> [String] {
        problems(value, root, "")
    }

    private func problems(_ value: Value, _ schema: Value, _ path: String) -> [String] {
        switch schema {
        case .boolean(let flag): flag ? [] : ["\(path): not allowed"]
        case .object(let keywords):
            keywords.entries.flatMap { problems(value, $0.key, $0.value, keywords, path) }
        default: ["\(path): the schema is no schema"]
        }
    }

    private func problems(
        _ value: Value,
        _ keyword: String,
        _ rule: Value,
        _ schema: Object,
        _ path: String
    ) -> [String] {
        switch keyword {
        case "$schema", "title", "$defs", "description": []
        case "$ref": problems(value, target(rule.text), path)
        case "type": isOf(type: rule, value) ? [] : ["\(path): type \(rule.json())"]
        case "enum": items(rule).contains(value) ? [] : ["\(path): none of \(rule.json())"]
        case "not": problems(value, rule, path).isEmpty ? ["\(path): not"] : []
        case "anyOf", "oneOf": choose(value, keyword, rule, path)
        case "pattern": matches(value, rule) ? [] : ["\(path): pattern \(rule.text)"]
        case "minimum": compare(value) { $0 >= rule.number } ? [] : ["\(path): too small"]
        case "maximum": compare(value) { $0 <= rule.number } ? [] : ["\(path): too large"]
        default: structure(value, keyword, rule, schema, path)
        }
    }

    private func structure(
        _ value: Value,
        _ keyword: String,
        _ rule: Value,
        _ schema: Object,
        _ path: String
    ) -> [String] {
        let items = items(value)
        let entries = entries(value)
        switch keyword {
        case "items": return items.flatMap { problems($0, rule, path + "[]") }
        case "minItems":
            return isArray(value) && items.count < Int(rule.number) ? ["\(path): few"] : []
        case "properties":
            return self.entries(rule).flatMap { property in
                entries.filter { $0.key == property.key }
                    .flatMap { problems($0.value, property.value, "\(path).\($0.key)") }
            }
        case "additionalProperties":
            let known = self.entries(schema["properties"] ?? .null).map(\.key)
            return entries.filter { !known.contains($0.key) }
                .flatMap { problems($0.value, rule, "\(path).\($0.key)") }
        case "propertyNames":
            return entries.flatMap { problems(.string($0.key), rule, "\(path).\($0.key)") }
        case "required":
            let missing = self.items(rule).filter { key in !entries.contains { $0.key == key.text }
            }
            return isObject(value) ? missing.map { "\(path): no \($0.text)" } : []
        case "minProperties":
            return isObject(value) && entries.count < Int(rule.number) ? ["\(path): few"] : []
        case "maxProperties":
            return isObject(value) && entries.count > Int(rule.number) ? ["\(path): many"] : []
        default: return ["\(path): unknown keyword \(keyword)"]
        }
    }

    // MARK: Keywords

    private func target(_ reference: String) -> Value {
        reference.split(separator: "/").dropFirst().reduce(root) { value, key in
            entries(value).first { $0.key == key }?.value ?? false
        }
    }

    private func isOf(type: Value, _ value: Value) -> Bool {
        let names = isArray(type) ? items(type).map(\.text) : [type.text]
        return names.contains { name in
            switch (name, value) {
            case ("null", .null), ("boolean", .boolean), ("number", .number), ("string", .string),
                ("array", .array), ("object", .object):
                true
            case ("integer", .number(let number)): number == number.rounded()
            default: false
            }
        }
    }

    private func choose(_ value: Value, _ keyword: String, _ rule: Value, _ path: String)
        -> [String]
    {
        let answers = items(rule).map { problems(value, $0, path) }
        let count = answers.count(where: \.isEmpty)
        if keyword == "oneOf" { return count == 1 ? [] : ["\(path): \(count) of \(answers)"] }
        return count > 0 ? [] : ["\(path): none of \(answers)"]
    }

    private func matches(_ value: Value, _ rule: Value) -> Bool {
        guard case .string(let text) = value, let regex = try? Regex(rule.text) else { return true }
        return text.contains(regex)
    }

    private func compare(_ value: Value, _ holds: (Double) -> Bool) -> Bool {
        if case .number(let number) = value { holds(number) } else { true }
    }

    private func items(_ value: Value) -> [Value] {
        if case .array(let items) = value { items } else { [] }
    }

    private func entries(_ value: Value) -> [Object.Entry] {
        if case .object(let object) = value { object.entries } else { [] }
    }

    private func isArray(_ value: Value) -> Bool {
        if case .array = value { true } else { false }
    }

    private func isObject(_ value: Value) -> Bool {
        if case .object = value { true } else { false }
    }
}

extension YAMLNode {
    /// The node as a value.
    var value: Value {
        switch content {
        case .scalar(let scalar): scalar.value
        case .sequence(let nodes): .array(nodes.map(\.value))
        case .mapping(let entries): .record(entries.map { ($0.key.value, $0.node.value) })
        case .unreadable: .null
        }
    }
}
