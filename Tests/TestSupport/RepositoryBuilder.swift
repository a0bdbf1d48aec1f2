import Foundation

/// A git repository that a test makes on the spot with `/usr/bin/git`, gone with its owner.
///
/// Git sees no configuration and no variables but its own, and every commit has the same time.
package final class RepositoryBuilder: Sendable {
    /// The working directory; absolute.
    package let path: String

    /// Makes an empty repository on branch `main`.
    ///
    /// - Parameter path: Where; made with its parents, and left behind: the caller's folder goes as a whole.
    /// - Throws: What git says.
    package init(at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git("init", "--quiet", "--initial-branch=main")
    }

    /// Writes files below the working directory, their folders too.
    package func write(_ files: [String: String]) throws {
        for (name, text) in files {
            let file = URL(fileURLWithPath: path).appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
    }

    /// Commits everything that is there, after having written files.
    ///
    /// - Parameters:
    ///   - message: The summary.
    ///   - files: What to write before, by path.
    /// - Returns: The commit's id.
    /// - Throws: What git says.
    @discardableResult
    package func commit(_ message: String, _ files: [String: String] = [:]) throws -> String {
        try write(files)
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "--message", message)
        return try git("rev-parse", "HEAD")
    }

    /// Runs git in the working directory.
    ///
    /// - Parameter arguments: What follows `git`.
    /// - Returns: Standard output without the last line feed.
    /// - Throws: `Failure` where git fails.
    @discardableResult
    package func git(_ arguments: String...) throws -> String {
        let program = try SpawnedProgram(
            ["/usr/bin/git"] + arguments,
            environment: Self.environment,
            directory: path
        )
        let end = try program.wait()
        guard end.code == 0 else {
            throw Failure(text: "git \(arguments.joined(separator: " ")): \(end.stderr)")
        }
        return end.stdout.hasSuffix("\n") ? String(end.stdout.dropLast()) : end.stdout
    }

    /// What git said when it failed.
    package struct Failure: Error, CustomStringConvertible {
        let text: String
        package var description: String { text }
    }

    private static let environment = [
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
        "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z",
    ]
}
