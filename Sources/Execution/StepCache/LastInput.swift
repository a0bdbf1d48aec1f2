/// What a step was given the last time that it was looked up: what tells why it is not found now.
struct LastInput: Codable, Sendable, Hashable {
    /// A part of an input key.
    struct Part: Codable, Sendable, Hashable {
        var name: String
        var value: String
    }

    var origin: CachedOrigin
    var parts: [Part]

    init(_ input: InputKey, origin: CachedOrigin) {
        self.origin = origin
        parts = input.parts.map { Part(name: $0.name, value: $0.value) }
    }

    /// The key that it was.
    var input: InputKey { InputKey(parts.map { InputKey.Part($0.name, $0.value) }) }
}
