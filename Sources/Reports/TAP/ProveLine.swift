/// What `prove --verbose` writes around the streams of test files: each stands between the name of
/// its file and a verdict.
///
/// Source: `TAP::Formatter::Console::Session` and `TAP::Formatter::Base` of Perl's Test::Harness.
enum ProveLine: Equatable {
    /// `t/a.t ....... `, and the time of day before it where there is a timer.
    case file(String)
    /// `t/b.t .. skipped: no network`: the file has no points.
    case skippedFile(String, reason: String)
    /// `ok`, and how long it took where there is a timer; a point without a number is written the
    /// same.
    case passed
    /// `Dubious, test returned 3 (wstat 768, 0x300)`: the file's program failed.
    case dubious
    /// `Failed 1/3 subtests`, `All 3 subtests passed`.
    case counted
    /// `No subtests run`.
    case empty
    /// `Result: PASS`, `Result: FAIL`, `Result: NOTESTS`: the end of all.
    case result(hasFailed: Bool)

    /// Judges an unindented line; nil where it is none of these.
    init?(_ text: Substring) {
        if text == "ok" || Self.isTimedPass(text) {
            self = .passed
        } else if text.hasPrefix("Dubious, test returned ") {
            self = .dubious
        } else if text.hasPrefix("Failed "), text.contains("/"), text.contains(" subtest") {
            self = .counted
        } else if text.hasPrefix("All "), text.trimmed.hasSuffix(" subtests passed") {
            self = .counted
        } else if text.trimmed == "No subtests run" {
            self = .empty
        } else if text.hasPrefix("Result: ") {
            self = .result(hasFailed: text.trimmed == "Result: FAIL")
        } else if let file = Self.file(text) {
            self = file
        } else {
            return nil
        }
    }

    /// Whether a line is the last of all, also where it lacks its end.
    static func isEnd(_ text: String) -> Bool {
        ["Result: PASS", "Result: FAIL", "Result: NOTESTS"].contains(text)
    }

    /// `ok      157 ms ( 0.00 usr  0.00 sys +  0.02 cusr  0.00 csys =  0.02 CPU)`.
    private static func isTimedPass(_ text: Substring) -> Bool {
        guard text.hasPrefix("ok ") else { return false }
        let words = text.split(separator: " ", maxSplits: 3)
        return words.count > 2 && Int(words[1]) != nil && words[2] == "ms"
    }

    /// A name, at least two dots behind a blank, and nothing more, or why the file was skipped.
    private static func file(_ text: Substring) -> ProveLine? {
        guard let dots = text.firstRange(of: " ..") else { return nil }
        var name = text[..<dots.lowerBound]
        if name.first == "[", let end = name.firstIndex(of: "]") {
            name = name[name.index(after: end)...].trimmed
        }
        let rest = text[dots.upperBound...].drop { $0 == "." }.trimmed
        let isName = name.contains { $0 == "." || $0 == "/" } && !name.contains(" ")
        guard isName else { return nil }
        if rest.isEmpty { return .file(String(name)) }
        guard rest.hasPrefix("skipped: ") else { return nil }
        return .skippedFile(String(name), reason: String(rest.dropFirst(9).trimmed))
    }
}
