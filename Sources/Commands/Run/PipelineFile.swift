import ArgumentParser
import Diagnostics
import Frontends
import Git
import Glibc
import HostSystem
import Pipelines
import SystemPackage

/// Finds the pipeline file: in the commit that is run, on disk with `--worktree`, or wherever an absolute path says.
struct PipelineFile {
    let repository: Repository
    /// The tree that is run.
    let tree: ObjectID
    /// Whether the files on disk are meant.
    let isWorktree: Bool

    /// The names that are looked for, in this order, before `pipelines/`.
    static let standardNames = ["cuvette.yml", ".cuvette.yml"]
    /// The largest file that is read, in bytes.
    static let maximumSize = 1 << 20

    /// The file.
    ///
    /// - Parameter named: What `--pipeline` says, or nil.
    /// - Returns: The file with its text.
    /// - Throws: `InputRefusal`, `DiagnosticError`, `GitError`.
    func find(_ named: String?) throws -> SourceFile {
        guard let named else { return try findStandard() }
        let place = place(of: named)
        if let inside = place.inside {
            if let bytes = try read(inside) { return try source(inside, bytes) }
            let isOnDisk = access(place.absolute.string, R_OK) == 0
            throw InputRefusal(
                message: isOnDisk
                    ? "\(named) is not in the commit\n  hint: commit it, or run the files as they lie with --worktree"
                    : "there is no pipeline file \(named)"
            )
        }
        do {
            let file = try OpenFile(opening: place.absolute)
            return try source(named, try file.readAll(limit: Self.maximumSize, name: named))
        } catch let error as SystemError {
            throw InputRefusal(message: error.description)
        }
    }

    private func findStandard() throws -> SourceFile {
        for name in Self.standardNames {
            if let bytes = try read(name) { return try source(name, bytes) }
        }
        let names = try candidates()
        if names.count == 1, let bytes = try read(names[0]) { return try source(names[0], bytes) }
        if names.count > 1 {
            throw InputRefusal(
                message:
                    "there are \(names.count) files in pipelines/: \(names.joined(separator: ", "))\n  hint: choose one with --pipeline"
            )
        }
        throw InputRefusal(
            message:
                "the commit has no cuvette.yml, .cuvette.yml or pipelines/*.yml\n  hint: name a file with --pipeline, or run uncommitted files with --worktree"
        )
    }

    private func candidates() throws -> [String] {
        guard let folder = try repository.entry(at: "pipelines", in: tree),
            folder.kind == .directory
        else { return [] }
        return try repository.entries(of: folder.id)
            .filter { $0.text.hasSuffix(".yml") || $0.text.hasSuffix(".yaml") }
            .map { "pipelines/\($0.text)" }
    }

    /// Reads a file of the tree; nil where it is not there or no regular file.
    private func read(_ path: String) throws -> [UInt8]? {
        guard let entry = try repository.entry(at: path, in: tree) else { return nil }
        guard entry.kind == .file || entry.kind == .executable else { return nil }
        return try repository.blob(entry.id)
    }

    private func source(_ name: String, _ bytes: [UInt8]) throws -> SourceFile {
        try SourceFile(name: name, bytes: bytes)
    }

    /// Where a name given on the command line is: its path in the tree, or only a path of the host.
    private func place(of named: String) -> (inside: String?, absolute: FilePath) {
        let given = FilePath(named)
        let absolute =
            (given.isAbsolute ? given : Self.workingDirectory.appending(given.components))
            .lexicallyNormalized()
        guard let root = repository.workingDirectory?.lexicallyNormalized() else {
            return (given.isAbsolute ? nil : named, absolute)
        }
        var rest = absolute
        if rest.removePrefix(root) { return (rest.string, absolute) }
        return (given.isAbsolute ? nil : named, absolute)
    }

    static var workingDirectory: FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        return getcwd(&buffer, buffer.count).map { FilePath(platformString: $0) } ?? "/"
    }
}
