import HostSystem
package import Images
import Pipelines
package import SystemPackage

/// The rules of a store, as its file `retention` says them.
///
/// ```
/// # what is kept, and for how long
/// runs = 100
/// run-days = 90
/// run-bytes = 5GiB
/// history = 10000
/// snapshots = 5
/// snapshot-age = 30d
/// snapshot-bytes = 20GiB
/// cache-age = 14d
/// cache-bytes = 20GiB
/// ```
extension KeepRules {
    /// The file's name in the store.
    package static let file: FilePath = "retention"

    /// What is wrong in the file: a line each, with its place.
    package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
        /// `/var/lib/cuvette/retention:3: …`.
        package let messages: [String]

        /// All of them.
        package var description: String { messages.joined(separator: "\nerror: ") }
    }

    /// The rules of a store; those of `init()` where its file does not say otherwise, or is not there.
    ///
    /// - Parameter store: The store.
    /// - Throws: `SystemError`, `FileError` with every mistake at once.
    package init(of store: Store) throws {
        self.init()
        let root = try Directory(opening: store.path)
        guard root.contains(Self.file) else { return }
        let text = String(decoding: try root.readFile(Self.file, limit: 1 << 16), as: UTF8.self)
        var messages: [String] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let message = take(line) else { continue }
            messages.append(
                "\(store.path.appending(Self.file.components)):\(index + 1): \(message)"
            )
        }
        guard messages.isEmpty else { throw FileError(messages: messages) }
    }

    /// Takes a line of the file; says what is wrong with it.
    private mutating func take(_ line: Substring) -> String? {
        let content = line.prefix { $0 != "#" }
        let words = content.split(separator: "=", maxSplits: 1).map(Self.trimmed)
        guard let key = words.first, !key.isEmpty else { return nil }
        guard words.count == 2, !words[1].isEmpty else { return "write \"\(key) = VALUE\"" }
        do {
            return try set(key, words[1])
        } catch {
            return "\(key): \(error.message); \(error.fix)"
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }

    private mutating func set(_ key: String, _ value: String) throws(SettingError) -> String? {
        switch key {
        case "runs", "run-days", "snapshots", "history":
            guard let count = Int(value), count >= 0 else { return "\(key) takes a number from 0" }
            switch key {
            case "runs": runs = count
            case "run-days": runAge = .seconds(count * 86_400)
            case "snapshots": snapshots = count
            default: history = count
            }
        case "run-bytes": runBytes = UInt64(try ByteSize.reading(value).bytes)
        case "snapshot-age": snapshotAge = try Timeout.reading(value).duration
        case "snapshot-bytes": snapshotBytes = UInt64(try ByteSize.reading(value).bytes)
        case "cache-age": cacheAge = try Timeout.reading(value).duration
        case "cache-bytes": cacheBytes = UInt64(try ByteSize.reading(value).bytes)
        default:
            return
                "\"\(key)\" is no rule; there are runs, run-days, run-bytes, history, snapshots, snapshot-age, snapshot-bytes, cache-age, cache-bytes"
        }
        return nil
    }
}
