import Expressions
import Git
import SystemPackage

/// `hashFiles('glob', …)`: a hash over the files of the source that match, from their git ids, so that none is read.
struct FileHashes {
    let repository: RepositoryPlace
    let objects: FilePath?
    let tree: ObjectID

    /// The hash in hexadecimal digits; empty where nothing matches, as on GitHub.
    func hash(_ patterns: [Value]) throws(ExpressionError) -> Value {
        do {
            let handle = try Repository(at: repository.gitDirectory)
            if let objects { try handle.addObjects(at: objects) }
            let globs = patterns.map { GlobPattern($0.text) }
            var lines = ""
            try walk(tree, "", handle, globs, &lines)
            return .string(
                lines.isEmpty ? "" : Repository.blobID(of: Array(lines.utf8)).description
            )
        } catch {
            throw ExpressionError(.evaluation, "hashFiles: \(error)")
        }
    }

    private func walk(
        _ tree: ObjectID,
        _ path: String,
        _ handle: Repository,
        _ globs: [GlobPattern],
        _ lines: inout String
    ) throws {
        for entry in try handle.entries(of: tree) {
            let place = "\(path)/\(entry.text)"
            if entry.kind == .directory {
                guard globs.contains(where: { $0.mayMatch(below: place) }) else { continue }
                try walk(entry.id, place, handle, globs, &lines)
            } else if globs.contains(where: { $0.matches(place) }) {
                lines += "\(entry.id) \(place)\n"
            }
        }
    }
}
