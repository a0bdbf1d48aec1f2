package import Diagnostics

/// The rules of a `.dockerignore`: which paths of a context are left out.
///
/// The last rule that fits a path, or a folder above it, decides; one that begins with `!` takes paths back in.
///
/// Source: Docker's "Build context", ".dockerignore files"; moby/patternmatcher.
package struct IgnoreRules: Sendable, Hashable {
    private struct Rule: Sendable, Hashable {
        var pattern: PathPattern
        var text: String
        var isException: Bool
    }

    private var rules: [Rule] = []

    /// Rules that leave nothing out.
    package init() {}

    /// Reads a file.
    ///
    /// - Parameter file: One pattern a line; lines that begin with `#` are comments.
    /// - Throws: `DiagnosticError` with all malformed patterns.
    package init(_ file: SourceFile) throws(DiagnosticError) {
        var mistakes: [Diagnostic] = []
        var number = 1
        while var line = file.line(number) {
            if number == 1, line.unicodeScalars.first == "\u{FEFF}" {
                line = String(line.unicodeScalars.dropFirst())
            }
            if !line.hasPrefix("#"), !add(line) {
                let range = SourceRange(
                    SourcePosition(line: number, column: 1),
                    to: SourcePosition(line: number, column: line.unicodeScalars.count + 1)
                )
                mistakes.append(
                    Diagnostic(
                        code: "ignore-pattern",
                        "malformed pattern \"\(line)\"",
                        in: file,
                        at: range,
                        fix: "close the bracket, or put \\ before a character that is meant itself"
                    )
                )
            }
            number += 1
        }
        guard mistakes.isEmpty else { throw DiagnosticError(mistakes) }
    }

    /// Rules of patterns; nil where one is malformed.
    package init?(_ patterns: [String]) {
        for pattern in patterns where !add(pattern) { return nil }
    }

    /// Adds a pattern; an empty one adds nothing.
    ///
    /// - Returns: Whether it is well formed.
    private mutating func add(_ line: String) -> Bool {
        var text = Self.trimmed(line)
        guard !text.isEmpty else { return true }
        let isException = text.hasPrefix("!")
        if isException { text = Self.trimmed(String(text.dropFirst())) }
        guard !text.isEmpty else { return false }
        text = Self.cleaned(text)
        if text.count > 1, text.hasPrefix("/") { text.removeFirst() }
        // A set that only the ordinary form refuses is refused, too.
        guard PathPattern(text, crossing: false) != nil,
            let pattern = PathPattern(text, crossing: true)
        else { return false }
        rules.append(Rule(pattern: pattern, text: text, isException: isException))
        return true
    }

    /// Whether no path is left out.
    package var isEmpty: Bool { rules.isEmpty }

    /// Whether a path is left out.
    ///
    /// - Parameter path: Relative to the context, without `.` and `..`; a slash at its end means nothing.
    /// - Returns: Whether the last rule that fits it or a folder above it leaves it out.
    package func ignores(_ path: String) -> Bool {
        let candidates = Self.withParents(path)
        var isIgnored = false
        for rule in rules where rule.isException == isIgnored {
            if candidates.contains(where: rule.pattern.matches) { isIgnored = !rule.isException }
        }
        return isIgnored
    }

    /// Whether something below a folder that is left out may be taken back in.
    package func mayTakeBack(below folder: String) -> Bool {
        rules.contains { rule in
            guard rule.isException else { return false }
            let fixed = rule.text.prefix { !"*?[\\".contains($0) }
            return fixed.count < rule.text.count && folder.hasPrefix(fixed.prefix { _ in true })
                || fixed.hasPrefix(folder + "/") || (folder + "/").hasPrefix(fixed)
        }
    }

    private static func withParents(_ path: String) -> [String] {
        var parts: [String] = []
        var reached = ""
        for component in path.split(separator: "/") {
            reached += reached.isEmpty ? "\(component)" : "/\(component)"
            parts.append(reached)
        }
        return parts.isEmpty ? [path] : parts.reversed()
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Without `.`, double slashes and a slash at the end; `..` goes up where it can.
    static func cleaned(_ path: String) -> String {
        var parts: [Substring] = []
        let isRooted = path.hasPrefix("/")
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isRooted {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isRooted { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }
}
