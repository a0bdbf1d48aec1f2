import Execution
import HostSystem
import Logs

/// What is said before a shell opens: where one is, what failed and how, what can be done here.
struct ShellBanner {
    let kept: KeptStep
    let isAfter: Bool
    let differences: [String]
    /// The service whose container is entered; nil for the step's.
    let service: String?

    /// How many last lines of the step are shown.
    static let tailLength = 20
    /// How many lines of its command are shown.
    static let commandLength = 15

    /// Shows it.
    func show(_ style: OutputStyle) {
        for line in lines(style) { Console.tell(line) }
    }

    private func lines(_ style: OutputStyle) -> [String] {
        let step = kept.step
        let name = TerminalText.visible(step.name, color: false)
        let moment = isAfter ? "after" : "before"
        var lines = [
            style.bold("\(kept.place) \"\(name)\", \(moment) it ran")
                + ": image \(kept.job.image.source), commit \(kept.job.source.commit.prefix(12)) \(TerminalText.visible(kept.job.source.summary, color: false))"
        ]
        lines.append(
            step.result.outcome == "failure"
                ? style.red("the step failed: \(step.result.text)")
                : "the step ended: \(step.result.text)"
        )
        lines += commandLines.map { "  " + TerminalText.visible($0, color: false) }
        if let tail = try? tail(), !tail.isEmpty {
            lines.append("its last lines:")
            lines += tail.map { "  | " + TerminalText.visible($0, color: style.color) }
        }
        lines += differences.map { "not as it was: \($0)" }
        lines.append(
            service.map { "here: the service \($0), begun anew beside the step" }
                ?? "here: rerun, next, diff-files; what you change is thrown away when you leave"
        )
        return lines
    }

    private var commandLines: [String] {
        guard let command = kept.step.command else { return ["(not known)"] }
        guard let script = command.script else { return [command.arguments.joined(separator: " ")] }
        // Secrets are not shown: without their values the text has none.
        let lines = script.text(with: [:]).split(separator: "\n").map(String.init)
        let shown = lines.prefix(Self.commandLength)
        return shown + (lines.count > shown.count ? ["…"] : [])
    }

    private func tail() throws -> [String] {
        try LogReader.tail(
            of: kept.step.logName,
            in: kept.directory.job(kept.job.slug),
            count: Self.tailLength
        )
    }
}
