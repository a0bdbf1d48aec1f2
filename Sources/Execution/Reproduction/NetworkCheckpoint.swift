import Networks
import Pipelines

/// What of the network a kept job sees.
package struct NetworkCheckpoint: Codable, Sendable, Hashable {
    /// `none`, `host`, `private` or `only`.
    package var mode: String
    /// With `only`: what may be reached, as a pipeline writes it.
    package var allow: [String]?

    /// The network of a planned job.
    init(_ mode: NetworkMode<AllowEntry>) {
        switch mode {
        case .none: self.mode = "none"
        case .host: self.mode = "host"
        case .private: self.mode = "private"
        case .only(let entries):
            self.mode = "only"
            allow = entries.map(\.text)
        }
    }

    /// The mode as planned.
    ///
    /// - Throws: `ExecutionError.badValue` for what no version has written.
    func planned() throws -> NetworkMode<AllowEntry> {
        switch mode {
        case "none": return .none
        case "host": return .host
        case "private": return .private
        case "only": return .only(try (allow ?? []).map { try AllowEntry($0) })
        default: throw ExecutionError.badValue("the checkpoint names a network \"\(mode)\"")
        }
    }
}
