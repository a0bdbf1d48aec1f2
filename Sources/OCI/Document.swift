import FoundationEssentials

/// Reading and writing of JSON documents, with the bounds that hostile ones need.
package enum Document {
    /// The most bytes that a document may have, as registries agree on it for manifests.
    ///
    /// Source: OCI distribution-spec 1.1, "Pushing Manifests".
    package static let maximumBytes = 4 << 20

    /// Reads a document; keys that are not known are passed over.
    ///
    /// - Parameters:
    ///   - type: What it is to be.
    ///   - bytes: The whole document.
    ///   - name: What messages call it: `index.json`.
    ///   - limit: The most bytes that are accepted.
    /// - Returns: The value.
    /// - Throws: `OCIError`.
    package static func decode<Value: Decodable>(
        _ type: Value.Type,
        from bytes: [UInt8],
        named name: String,
        limit: Int = maximumBytes
    ) throws(OCIError) -> Value {
        guard bytes.count <= limit else {
            throw .documentTooLarge(document: name, limit: limit)
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .malformedDocument(document: name, reason: error.sentence)
        } catch {
            throw .malformedDocument(document: name, reason: "\(error)")
        }
    }

    /// Writes a document: keys sorted and no white space, so that one value always gives one digest.
    package static func encode(_ value: some Encodable) throws(OCIError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw .malformedDocument(document: "\(type(of: value))", reason: "\(error)")
        }
    }
}

extension DecodingError {
    /// The reason in one sentence, with the place in the document.
    package var sentence: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\"\(key.stringValue)\" is missing\(Self.place(context))"
        case .valueNotFound(_, let context):
            "nothing is there\(Self.place(context))"
        case .typeMismatch(let type, let context):
            "what is there is no \(Self.word(for: type))\(Self.place(context))"
        case .dataCorrupted(let context):
            context.debugDescription + Self.place(context)
        @unknown default:
            "it does not have the right shape"
        }
    }

    /// What JSON calls a type.
    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "string"
        case is Bool.Type: "boolean"
        case is any BinaryInteger.Type, is any BinaryFloatingPoint.Type: "number"
        case is any Sequence.Type: "\(type)".hasPrefix("Dictionary") ? "object" : "array"
        default: "object"
        }
    }

    private static func place(_ context: Context) -> String {
        guard !context.codingPath.isEmpty else { return "" }
        let path = context.codingPath.map { key in
            key.intValue.map(String.init) ?? key.stringValue
        }
        return " at \(path.joined(separator: "."))"
    }
}
