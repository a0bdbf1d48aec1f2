import Expressions

/// The native language as a JSON Schema, for editors that complete and check YAML by one.
///
/// It is made of the same table of keys as the reader, so the two know the same keys. It is the looser of the
/// two: what it refuses the reader refuses, but references and expressions are looked at by the reader alone.
///
/// Source: JSON Schema, draft 2020-12.
package enum NativeSchema {
    /// The schema as text; ends in a line feed.
    package static var json: String {
        let definitions = NativeMapping.allCases.map { ($0.rawValue, schema(of: $0)) }
        return Value.record([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"),
            ("title", "Cuvette pipeline"),
            ("$ref", .string("#/$defs/\(NativeMapping.pipeline.rawValue)")),
            ("$defs", .record(definitions)),
        ]).json(pretty: true) + "\n"
    }

    private static func schema(of mapping: NativeMapping) -> Value {
        let fields = mapping.fields
        let required = fields.filter(\.facts.isRequired).map { Value.string($0.name) }
        var pairs: [(String, Value)] = [
            ("type", "object"),
            ("properties", .record(fields.map { ($0.name, property($0.facts)) })),
            ("additionalProperties", false),
        ]
        if !required.isEmpty { pairs.append(("required", .array(required))) }
        return .record(pairs + rules(of: mapping))
    }

    private static func property(_ facts: FieldFacts) -> Value {
        let fallback = facts.fallback.map { "; left out: \($0)" } ?? ""
        let description = Value.string(facts.summary + fallback)
        guard case .object(let schema) = facts.type.schema else { return facts.type.schema }
        return .record([("description", description)] + schema.entries.map { ($0.key, $0.value) })
    }

    /// What holds between the keys of a mapping.
    private static func rules(of mapping: NativeMapping) -> [(String, Value)] {
        switch mapping {
        case .step, .setup:
            [("oneOf", [["required": ["run"]], ["required": ["command"]]])]
        case .ready:
            [("oneOf", .array(["tcp", "command", "log"].map { ["required": [.string($0)]] }))]
        case .secret: [("minProperties", 1), ("maxProperties", 1)]
        default: []
        }
    }
}
