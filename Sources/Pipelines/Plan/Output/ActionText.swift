/// Shows commands for people.
enum ActionText {
    /// Writes a script with its shell, where one was chosen, or a command.
    static func write(_ action: PlannedSetupStep.Action, to lines: inout PlanLines, indent: Int) {
        switch action {
        case .run(let script, let shell):
            if shell != .automatic { lines.add("shell", shell.description, indent: indent) }
            lines.add("run", trimmed(script), indent: indent)
        case .command(let words):
            lines.add("command", words.map(quoted).joined(separator: " "), indent: indent)
        }
    }

    private static func trimmed(_ script: String) -> String {
        script.last == "\n" ? String(script.dropLast()) : script
    }

    /// A word that a shell would part or change stands in quotes.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,@%+".contains($0) }
        if isPlain, !word.isEmpty { return word }
        let parts = word.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.joined(separator: "'\\''") + "'"
    }
}
