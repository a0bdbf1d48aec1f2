/// The program that reads the script of a `run` step.
///
/// Source: GitHub Docs, "Workflow syntax", `jobs.<job_id>.steps[*].shell`.
package enum Shell: Sendable, Hashable {
    /// Nobody chose: `bash -e`, or `sh -e` where the image has no bash.
    case automatic
    /// `bash`: unlike `automatic`, a pipe fails with its first failing command.
    case bash
    /// `sh`.
    case sh
    /// `python`.
    case python
    /// A command line in words; at least one of them contains `{0}`, the path of the script.
    case custom([String])

    /// The shell that a word or a command line asks for, or nil for a program without `{0}`.
    ///
    /// A command line is parted at white space only: there are no quotes, as on GitHub.
    package init?(_ text: String) {
        switch text {
        case "bash": self = .bash
        case "sh": self = .sh
        case "python": self = .python
        default:
            let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.dropFirst().contains(where: { $0.contains("{0}") }) else { return nil }
            self = .custom(words)
        }
    }

    /// The arguments that run a script, the program first.
    ///
    /// - Parameters:
    ///   - path: The script's path in the container.
    ///   - hasBash: Whether the image has bash; only `automatic` asks.
    /// - Returns: At least two words.
    package func arguments(runningScriptAt path: String, hasBash: Bool) -> [String] {
        switch self {
        case .automatic: [hasBash ? "bash" : "sh", "-e", path]
        case .bash: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", path]
        case .sh: ["sh", "-e", path]
        case .python: ["python", path]
        case .custom(let words): words.map { Self.replacing("{0}", in: $0, by: path) }
        }
    }

    private static func replacing(_ mark: String, in word: String, by path: String) -> String {
        var parts: [Substring] = []
        var rest = word[...]
        while let found = rest.firstRange(of: mark) {
            parts.append(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        return (parts + [rest]).joined(separator: path)
    }
}

extension Shell: CustomStringConvertible {
    /// As a user would write it; empty for `automatic`.
    package var description: String {
        switch self {
        case .automatic: ""
        case .bash: "bash"
        case .sh: "sh"
        case .python: "python"
        case .custom(let words): words.joined(separator: " ")
        }
    }
}
