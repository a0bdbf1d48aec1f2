/// Shows commands for people.
enum ActionText {
    /// A script; its shell stands before it where one was chosen.
    static func of(script: String, _ shell: Shell) -> String {
        let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
        let trimmed = lines.last == "" ? lines.dropLast() : lines[...]
        let head = shell == .automatic ? "" : "(\(shell)) "
        return head + trimmed.joined(separator: "\n")
    }

    /// A command; words that a shell would part or change stand in quotes.
    static func of(words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,@%+".contains($0) }
        if isPlain, !word.isEmpty { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
