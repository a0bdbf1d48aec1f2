/// Finds the line of a failure that says what went wrong.
///
/// Many tools do not write it first: gtest begins with a place, PHPUnit with the name of the test,
/// Python with `Traceback`; Boost.Test, nose2 and XCTest have one message for all failures.
struct FailureHeadline {
    /// How many lines are looked at.
    private static let linesMax = 200
    /// How much of a line is looked at, in bytes.
    private static let lineBytesMax = 4_096
    /// How many lines may follow one that ends in a colon.
    private static let detailsMax = 3
    /// What tells no failure from another.
    private static let emptyWords: Set<String> = [
        "", "failed", "failure", "error", "test failed", "test failure", "assertion failed",
        "assertion failure:", "assert", "unexpected exception", "uncaught exception:",
        "unknown file", "none", "null",
    ]
    private static let emptyBeginnings = [
        "- file", "- line", "EXCEPTION STACK TRACE:", "testtools.testresult.real._StringException",
    ]

    /// The name of the test, which some tools repeat.
    let testName: String
    /// Whether a line with nothing but a place in a file says anything: it tells failures apart, but
    /// is told beside them.
    let takesPlaces: Bool

    /// Whether a line tells one failure from another.
    static func saysAnything(_ line: String) -> Bool {
        !emptyWords.contains(line.lowercased())
    }

    /// The line of a failure that says most; where none does, its first.
    func line(of problem: TestProblem) -> String {
        let (message, text) = (problem.message, problem.text)
        return line(in: Lines(message)) ?? line(in: Lines(text)) ?? Lines(message).first
            ?? Lines(text).first ?? ""
    }

    private func line(in text: Lines) -> String? {
        var rest = text
        while let line = rest.next() {
            if line.trimmed.hasSuffix("Traceback (most recent call last):") {
                // The exception stands behind the frames, which are indented.
                if let end = rest.first(where: { $0.first?.isWhitespace == false }) {
                    return String(end.trimmed)
                }
            } else if saysAnything(line.trimmed) {
                return Self.joined(line, with: rest)
            }
        }
        return nil
    }

    private func saysAnything(_ line: Substring) -> Bool {
        guard Self.saysAnything(String(line)) else { return false }
        if Self.emptyBeginnings.contains(where: line.hasPrefix) { return false }
        if isName(line) { return false }
        return takesPlaces || !Self.isPlace(line)
    }

    /// `ATest::testB with data set #1`.
    private func isName(_ line: Substring) -> Bool {
        let first = line.prefix { $0 != ":" && $0 != " " }
        guard !testName.isEmpty, !first.isEmpty else { return false }
        return line[first.endIndex...].hasPrefix("::\(testName)")
    }

    /// `src/a.cc:12`.
    private static func isPlace(_ line: Substring) -> Bool {
        guard let colon = line.lastIndex(of: ":"), !line.contains(" ") else { return false }
        let digits = line[line.index(after: colon)...]
        return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
            && line[..<colon].contains { $0 == "." || $0 == "/" }
    }

    /// A line, and what stands below it where it announces that.
    private static func joined(_ line: Substring, with rest: Lines) -> String {
        let mark = "- message: "
        guard !line.hasPrefix(mark) else { return String(line.dropFirst(mark.count)) }
        guard line.last == ":" else { return String(line.trimmed) }
        var parts = [line.trimmed]
        var rest = rest
        while parts.count <= detailsMax, let detail = rest.next()?.trimmed, !detail.isEmpty {
            parts.append(detail)
        }
        return parts.joined(separator: " ")
    }

    /// The lines at the beginning of a text, one after the other: most texts say it in their first.
    private struct Lines: Sequence, IteratorProtocol {
        private var rest: Substring.UTF8View
        private var left = linesMax

        init(_ text: String) {
            rest = text[...].utf8
        }

        /// The first that is not blank.
        var first: String? {
            first { !$0.trimmed.isEmpty }.map(String.init)
        }

        mutating func next() -> Substring? {
            guard left > 0, !rest.isEmpty else { return nil }
            left -= 1
            let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
            let line = String(decoding: rest[..<end].prefix(lineBytesMax), as: UTF8.self)[...]
            rest = rest[end...].dropFirst()
            return line
        }
    }
}

extension TestCase {
    /// What went wrong in one line, colour sequences included; empty where the report does not say.
    package var failureLine: String {
        guard let problem = gravestProblem else { return "" }
        return FailureHeadline(testName: name, takesPlaces: false).line(of: problem)
    }
}
