import Containers
import HostSystem

/// Why a command of the runtime failed: one sentence, as it stands in the log and on standard error.
package struct RuntimeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    package var description: String

    /// A failure in words.
    package init(_ description: String) {
        self.description = description
    }

    /// A failure of any room, with its hint.
    init(_ error: any Error) {
        switch error {
        case let error as RuntimeError: self = error
        case let error as SystemError: description = Self.text(error.description, error.hint)
        case let error as ContainerError: description = Self.text(error.text, error.hint)
        case let error as DecodingError: description = Self.text(of: error)
        default: description = "\(error)"
        }
    }

    private static func text(_ sentence: String, _ hint: String?) -> String {
        hint.map { "\(sentence); \($0)" } ?? sentence
    }

    /// Where in a document a value is not what it should be.
    private static func text(of error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { key in
                key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
            }
            return path.isEmpty ? "the document" : String(path.joined().drop { $0 == "." })
        }
        switch error {
        case .typeMismatch(let type, let context): return "\(place(context)): it is no \(type)"
        case .valueNotFound(_, let context): return "\(place(context)): a value is missing"
        case .keyNotFound(let key, let context):
            return "\(place(context)): \(key.stringValue) is missing"
        case .dataCorrupted(let context):
            return "\(place(context)): \(context.debugDescription)"
        @unknown default: return "the document cannot be read"
        }
    }
}
