import Expressions
import Networks

extension NetworkMode<AllowEntry> {
    /// For a person: `private`, or `allow example.org:443, 10.0.0.0/8`.
    package var text: String {
        switch self {
        case .only(let entries): "allow \(entries.map(\.text).joined(separator: ", "))"
        default: word ?? ""
        }
    }

    /// For a program: the word, or an object with the list under `allow`.
    var json: Value {
        guard case .only(let entries) = self else { return .string(word ?? "") }
        return .object(Object([("allow", .array(entries.map { .string($0.text) }))]))
    }

    private var word: String? { Self.words.first { $0.mode == self }?.word }
}
