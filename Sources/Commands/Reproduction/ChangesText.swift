import Execution
import Expressions
import SystemPackage

/// Differences of files, for people and for programs.
struct ChangesText {
    let changes: [FileChange]
    let style: OutputStyle

    /// Shows a line each, with the difference of its text where there is one, and a last line with the totals.
    func show() {
        for change in changes {
            Console.print(line(change))
            guard let patch = change.patch else { continue }
            for text in patch.split(separator: "\n") { Console.print(colored(String(text))) }
        }
        func count(_ kind: FileChange.Kind) -> Int { changes.count { $0.kind == kind } }
        Console.tell(
            "\(count(.added)) added, \(count(.changed)) changed, \(count(.deleted)) deleted"
        )
    }

    private func line(_ change: FileChange) -> String {
        let path = TerminalText.visible(Self.shown(change), color: false)
        switch (change.before, change.after) {
        case (nil, let new?):
            return style.green("A") + "  \(path)  \(Self.facts(new))"
        case (let old?, nil):
            return style.red("D") + "  \(path)  \(Self.facts(old))"
        case (let old?, let new?):
            return style.yellow("M") + "  \(path)  \(Self.differences(old, new, change))"
        default: return path
        }
    }

    private static func shown(_ change: FileChange) -> String {
        let facts = change.after ?? change.before
        return change.path.string + (facts?.kind == .directory ? "/" : "")
    }

    private static func facts(_ facts: FileFacts) -> String {
        var text = "\(facts.modeText) \(facts.uid):\(facts.gid)"
        if facts.kind == .file { text += " \(size(facts))" }
        if let target = facts.target { text += " -> \(TerminalText.visible(target, color: false))" }
        return text
    }

    private static func differences(_ old: FileFacts, _ new: FileFacts, _ change: FileChange)
        -> String
    {
        var parts: [String] = []
        if old.kind != new.kind { parts.append("\(old.kind.rawValue) -> \(new.kind.rawValue)") }
        if old.mode != new.mode { parts.append("\(old.modeText) -> \(new.modeText)") }
        if (old.uid, old.gid) != (new.uid, new.gid) {
            parts.append("\(old.uid):\(old.gid) -> \(new.uid):\(new.gid)")
        }
        if old.target != new.target {
            parts.append("\(old.target ?? "") -> \(new.target ?? "")")
        } else if change.contentDiffers {
            parts.append(
                old.size == new.size ? "other content" : "\(size(old)) -> \(size(new))"
            )
        }
        return TerminalText.visible(parts.joined(separator: ", "), color: false)
    }

    private static func size(_ facts: FileFacts) -> String {
        Amounts.text(bytes: UInt64(max(0, facts.size)))
    }

    private func colored(_ line: String) -> String {
        let text = "    " + TerminalText.visible(line, color: false)
        if line.hasPrefix("@@") { return style.dim(text) }
        if line.hasPrefix("+") { return style.green(text) }
        return line.hasPrefix("-") ? style.red(text) : text
    }

    /// A difference, for programs.
    static func json(_ change: FileChange) -> Value {
        .object(
            Object([
                ("path", .string(change.path.string)), ("change", .string(change.kind.rawValue)),
                ("before", change.before.map(json) ?? .null),
                ("after", change.after.map(json) ?? .null),
                ("contentDiffers", .boolean(change.contentDiffers)),
                ("patch", change.patch.map { .string($0) } ?? .null),
            ])
        )
    }

    private static func json(_ facts: FileFacts) -> Value {
        .object(
            Object([
                ("kind", .string(facts.kind.rawValue)),
                ("mode", .string(String(facts.mode, radix: 8))),
                ("uid", .number(Double(facts.uid))), ("gid", .number(Double(facts.gid))),
                ("size", .number(Double(facts.size))),
                ("target", facts.target.map { .string($0) } ?? .null),
            ])
        )
    }
}
