package import Expressions

extension StepAction {
    /// What a step without a name is called: the first line of its command.
    ///
    /// - Parameter show: Gives the text of a template; as written where left out.
    /// - Returns: At most `Bounds.displayNameLength` letters.
    package func title(
        showing show: (Placed<Template>) -> String = { $0.value.source }
    ) -> String {
        switch self {
        case .run(let script, let shell): PlannedSetupStep.Action.run(show(script), shell).title
        case .command(let words): PlannedSetupStep.Action.command(words.map(show)).title
        }
    }
}

extension PlannedSetupStep.Action {
    /// What a step without a name is called: the first line of its command.
    package var title: String {
        let text =
            switch self {
            case .run(let script, _): script
            case .command(let words): words.joined(separator: " ")
            }
        let lines = text.split(whereSeparator: \.isNewline)
        let first = lines.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let title = first.drop(while: \.isWhitespace)
        let limit = Bounds.displayNameLength
        return title.count > limit ? title.prefix(limit - 3) + "..." : String(title)
    }
}
