/// Why a run could not go on.
package enum ExecutionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A template of a step has no value.
    case expression(place: String, message: String)
    /// A template gave something that cannot be used there.
    case badValue(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .expression(let place, let message): "\(place): \(message)"
        case .badValue(let message): message
        }
    }
}
