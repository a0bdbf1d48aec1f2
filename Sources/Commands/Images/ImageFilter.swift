import Glibc
import Images
import OCI
import Objects

/// One condition of `cuvette image ls --filter`.
enum ImageFilter {
    case reference(String)
    case label(key: String, value: String?)
    case dangling(Bool)
    case before(String)
    case since(String)

    /// Reads a condition.
    ///
    /// - Parameters:
    ///   - text: `KEY=VALUE`.
    ///   - images: Where images are looked up that are named.
    /// - Throws: `ObjectError`.
    init(_ text: String, in images: ImageStore) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw Self.refusal(text) }
        switch parts[0] {
        case "reference": self = .reference(parts[1])
        case "label":
            let pair = parts[1].split(separator: "=", maxSplits: 1).map(String.init)
            self = .label(key: pair[0], value: pair.count == 2 ? pair[1] : nil)
        case "dangling":
            guard let isDangling = ["true": true, "1": true, "false": false, "0": false][parts[1]]
            else { throw Self.refusal(text) }
            self = .dangling(isDangling)
        case "before": self = .before(try Self.created(parts[1], images))
        case "since": self = .since(try Self.created(parts[1], images))
        default: throw Self.refusal(text)
        }
    }

    private static func created(_ name: String, _ images: ImageStore) throws -> String {
        try images.details(of: try images.find(name)).configuration.created ?? ""
    }

    private static func refusal(_ text: String) -> ObjectError {
        ObjectError(
            "--filter \(text): expected reference=…, label=…, dangling=true|false, before=…, since=…",
            code: 1
        )
    }

    /// Whether it holds for an image.
    func matches(_ row: ImageRow) -> Bool {
        switch self {
        case .reference(let pattern): Self.matches(row, pattern: pattern)
        case .dangling(let isDangling): (row.Tag == "<none>") == isDangling
        case .before(let time): row.CreatedAt < time
        case .since(let time): row.CreatedAt > time
        case .label(let key, let value):
            row.Labels.split(separator: ",").contains { label in
                let pair = label.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                guard pair[0] == key else { return false }
                guard let value else { return true }
                return pair.count == 2 && pair[1] == value
            }
        }
    }

    /// Whether a name fits a pattern: the repository alone, or with the tag.
    static func matches(_ row: ImageRow, pattern: String) -> Bool {
        let names: [String] = [row.Repository, row.title]
        return names.contains { name in fnmatch(pattern, name, 0) == 0 }
    }
}
