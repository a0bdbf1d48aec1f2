import FoundationEssentials

/// A JSON object on one line whose keys come in the order in which they are added: callers of runc that look at the
/// text find what they look for.
struct OrderedObject {
    private var members: [String] = []

    /// Adds a member.
    mutating func add(_ key: String, _ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        members.append("\"\(key)\":\(text)")
    }

    /// The object.
    var text: String { "{\(members.joined(separator: ","))}" }
}
