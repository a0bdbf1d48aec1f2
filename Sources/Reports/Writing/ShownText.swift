/// Makes a text of a report safe to show, whoever wrote it: nothing in it steers a terminal, hides
/// or reorders what stands around it.
enum ShownText {
    /// A text without terminal sequences; tabs and line ends stay.
    ///
    /// Other control characters, and those that reverse the direction of writing, become visible
    /// as `\u{202E}`.
    static func plain(_ text: String) -> String {
        let text = TerminalSequences.restored(text)
        let clean =
            text.utf8.contains(where: \.isIllegalControl)
            ? String(
                decoding: TerminalSequences.clean(Array(text.utf8), .dropSequences).bytes,
                as: UTF8.self
            ) : text
        guard clean.unicodeScalars.contains(where: isHidden) else { return clean }
        var result = String.UnicodeScalarView()
        for scalar in clean.unicodeScalars {
            if isHidden(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result.append(contentsOf: "\\u{\(digits)}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// A text on one line, not longer than so many characters.
    static func line(_ text: String, max: Int = 300) -> String {
        let words = plain(text).split(whereSeparator: \.isNewline)
        let line = words.first.map(String.init) ?? ""
        return line.count > max ? line.prefix(max) + "…" : line
    }

    /// Whether a scalar is not seen, or moves what stands around it.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069,
            0xFEFF, 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF:
            true
        default: false
        }
    }
}

extension TestCase {
    /// Suites, class and name in one line, each told once: `Shop > Cart > pays`.
    package var fullName: String {
        var told: [String] = []
        for name in suite.names + [classname, self.name] where !name.isEmpty && told.last != name {
            told.append(name)
        }
        return told.isEmpty ? "(no name)" : told.joined(separator: " > ")
    }

    /// Its message in one line; empty where the report does not say.
    package var headline: String {
        if gravestProblem != nil { return ShownText.line(failureLine) }
        guard let problem = details.problems.first else { return "" }
        return ShownText.line(problem.message.isEmpty ? problem.text : problem.message)
    }
}

extension TestSuite {
    /// The name of the suite that tells of a pipeline's steps.
    package static let stepsName = "cuvette.steps"

    /// Whether it tells of a pipeline's steps rather than of tests.
    package var isSteps: Bool { path.names.first == Self.stepsName }
}

extension TestReport {
    /// The sums over its tests, the steps of a pipeline left out.
    package var testTotals: ReportTotals {
        suites.reduce(into: ReportTotals()) { if !$1.isSteps { $0 += $1.totals } }
    }
}

extension Duration {
    /// `38ms`, `12.4s`, `1m 04s`, `2h 03m`.
    package var shortText: String {
        let all = milliseconds
        if all < 1_000 { return "\(all)ms" }
        let seconds = all / 1_000
        if seconds < 60 { return "\(seconds).\(all % 1_000 / 100)s" }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if seconds < 3_600 { return "\(seconds / 60)m \(two(seconds % 60))s" }
        return "\(seconds / 3_600)h \(two(seconds / 60 % 60))m"
    }
}
