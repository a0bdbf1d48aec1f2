import Expressions

extension StepAction {
    /// The first line of the command as written: what a step without a name is called.
    package var title: String {
        switch self {
        case .run(let script, _): ActionTitle.of(script: script.value.source)
        case .command(let words): ActionTitle.of(words: words.map(\.value.source))
        }
    }
}

extension PlannedSetupStep.Action {
    /// The first line of the command: what a step without a name is called.
    package var title: String {
        switch self {
        case .run(let script, _): ActionTitle.of(script: script)
        case .command(let words): ActionTitle.of(words: words)
        }
    }
}

/// Names commands by their first line.
private enum ActionTitle {
    static func of(script: String) -> String {
        let lines = script.split(whereSeparator: \.isNewline)
        let first = lines.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        return cut(String(first.drop(while: \.isWhitespace)))
    }

    static func of(words: [String]) -> String {
        of(script: words.joined(separator: " "))
    }

    private static func cut(_ title: String) -> String {
        let limit = Bounds.displayNameLength
        return title.count > limit ? title.prefix(limit - 3) + "..." : title
    }
}
