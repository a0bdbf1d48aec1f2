import Expressions

extension NativeType {
    /// The JSON Schema of what may stand under a key.
    var schema: Value {
        switch self {
        // "pattern" alone holds for whatever is no string.
        case .text: Self.scalar(["not": Self.text(matching: Self.templateMark)])
        case .template, .condition: Self.scalar([:])
        case .identifier: Self.text(matching: "^[A-Za-z_][A-Za-z0-9_-]*$")
        case .networkMode:
            Self.any([
                Self.words(["none", "host", "private"]), NativeType.mapping(.network).schema,
            ])
        case .duration, .size, .processors, .count, .imageSource, .port, .flagOrTemplate:
            .record([
                ("anyOf", .array(Self.settled(self) + [Self.text(matching: Self.templateMark)]))
            ])
        case .shell:
            Self.any([Self.words(["bash", "sh", "python"]), Self.text(matching: "[{]0[}]")])
        case .flag: ["type": "boolean"]
        case .whole(let bounds): Self.whole(bounds)
        case .choice(let words): Self.words(words)
        case .oneOrMany(let type): Self.any([type.schema, NativeType.list(type).schema])
        case .list(let type):
            .record([("type", "array"), ("minItems", 1), ("items", type.schema)])
        case .namedMap(let type):
            .record([
                ("type", "object"),
                ("propertyNames", .record([("pattern", "^[A-Za-z_][A-Za-z0-9_-]*$")])),
                ("additionalProperties", type.schema),
            ])
        case .variables:
            .record([
                ("type", "object"),
                (
                    "additionalProperties",
                    .record([("type", ["string", "number", "boolean", "null"])])
                ),
            ])
        case .mapping(let mapping): .record([("$ref", .string("#/$defs/\(mapping.rawValue)"))])
        case .either(let one, let other): Self.any([one.schema, other.schema])
        case .optional(let type): Self.any([["type": "null"], type.schema])
        case .matrix: Self.matrixSchema
        }
    }

    /// What begins a template, as a pattern.
    private static let templateMark = "[$][{][{]"

    /// The schemas of a setting that is written out.
    private static func settled(_ type: NativeType) -> [Value] {
        switch type {
        case .duration:
            [text(matching: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$")]
        case .size: [text(matching: "^[0-9.]+ *([KMGT]iB|[kKMGT]?B)$")]
        case .processors:
            [
                .record([("type", "number"), ("minimum", 0.01), ("maximum", 4096)]),
                text(matching: "^[0-9.]+$"),
            ]
        case .count: [.record([("type", "integer"), ("minimum", 1)]), text(matching: "^[0-9]+$")]
        case .imageSource:
            [text(matching: "^(host|scratch|(dir|oci|oci-archive|docker-archive):.+)$")]
        case .port:
            [
                whole(1...65535),
                text(matching: "^(([0-9.]+:)?[0-9]+:)?[0-9]+(/(tcp|udp))?$"),
            ]
        default: [["type": "boolean"]]
        }
    }

    private static var matrixSchema: Value {
        let template = text(matching: templateMark)
        let mappings = Value.record([("type", "array"), ("items", ["type": "object"])])
        let vector = Value.record([("type", "array"), ("minItems", 1)])
        return any([
            template,
            .record([
                ("type", "object"),
                (
                    "properties",
                    .record([
                        ("include", any([mappings, template])),
                        ("exclude", any([mappings, template])),
                    ])
                ),
                ("additionalProperties", any([vector, template])),
            ]),
        ])
    }

    /// A scalar that is taken as the text that it is written as.
    private static func scalar(_ more: Object) -> Value {
        let type: Value = ["string", "number", "boolean"]
        return .record([("type", type)] + more.entries.map { ($0.key, $0.value) })
    }

    private static func text(matching pattern: String) -> Value {
        .record([("type", "string"), ("pattern", .string(pattern))])
    }

    private static func whole(_ bounds: ClosedRange<Int>) -> Value {
        .record([
            ("type", "integer"),
            ("minimum", .number(Double(bounds.lowerBound))),
            ("maximum", .number(Double(bounds.upperBound))),
        ])
    }

    private static func words(_ words: [String]) -> Value {
        .record([("enum", .array(words.map { .string($0) }))])
    }

    private static func any(_ schemas: [Value]) -> Value {
        .record([("anyOf", .array(schemas))])
    }
}

extension Value {
    /// An object with its keys in this order, upper and lower case being different.
    static func record(_ pairs: [(String, Value)]) -> Value {
        .object(Object(pairs, matchingKeys: .exactly))
    }
}
