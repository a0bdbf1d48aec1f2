/// What an unindented line of a TAP stream says.
///
/// Source: testanything.org, TAP 12, 13 and 14 specifications.
enum TAPLine: Equatable {
    /// `TAP version 14`.
    case version(Int)
    /// `1..5`, with what is said behind `# SKIP` in a plan of nothing.
    case plan(first: Int, last: Int, reason: String)
    /// `ok` or `not ok`.
    case point(TAPPoint)
    /// `Bail out!` and why.
    case bailOut(String)
    /// `pragma +strict` or `pragma -strict`.
    case strict(Bool)
    /// `{` on a line of its own, behind the diagnostic of a point: a subtest begins.
    case blockBegin
    /// `}`: the end of a subtest.
    case blockEnd
    /// `# …`, an empty line, another pragma.
    case comment
    /// What is no TAP.
    case other

    /// Judges a line.
    init(_ text: Substring) {
        if text.allSatisfy(\.isWhitespace) || text.first == "#" || text.hasPrefix("pragma ") {
            self = Self.pragma(text)
        } else if let point = TAPPoint(text) {
            self = .point(point)
        } else if text.lowercased().hasPrefix("bail out!") {
            self = .bailOut(String(text.dropFirst(9).trimmed))
        } else if let plan = Self.plan(text) {
            self = plan
        } else if let version = Self.version(text) {
            self = .version(version)
        } else {
            let word = text.trimmed
            self = word == "}" ? .blockEnd : word == "{" ? .blockBegin : .other
        }
    }

    /// Whether a line can hardly stand in anything but TAP.
    static func isDecisive(_ text: String) -> Bool {
        guard let first = text.utf8.first, "TtBbon0123456789".utf8.contains(first) else {
            return false
        }
        switch TAPLine(text[...]) {
        case .version, .plan, .bailOut: return true
        case .point(let point):
            return !point.isOK || point.number != nil || text == "ok" || text.hasPrefix("ok - ")
        default: return false
        }
    }

    private static func pragma(_ text: Substring) -> TAPLine {
        switch text.trimmed {
        case "pragma +strict": .strict(true)
        case "pragma -strict": .strict(false)
        default: .comment
        }
    }

    private static func version(_ text: Substring) -> Int? {
        guard text.lowercased().hasPrefix("tap version ") else { return nil }
        let digits = text.dropFirst(12).trimmed
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(digits)
    }

    /// `first..last`, then nothing, white space or a comment.
    private static func plan(_ text: Substring) -> TAPLine? {
        let first = text.prefix { $0.isASCII && $0.isNumber }
        guard !first.isEmpty, text[first.endIndex...].hasPrefix("..") else { return nil }
        let behind = text[first.endIndex...].dropFirst(2)
        let last = behind.prefix { $0.isASCII && $0.isNumber }
        let rest = behind[last.endIndex...]
        guard
            let low = Int(first), let high = Int(last),
            rest.isEmpty || rest.first == " " || rest.first == "\t" || rest.first == "#"
        else { return nil }
        var reason = rest.trimmed
        if reason.hasPrefix("#") { reason = reason.dropFirst().trimmed }
        if reason.lowercased().hasPrefix("skip") {
            reason = reason.drop { !$0.isWhitespace }.trimmed
        }
        return .plan(first: low, last: high, reason: String(reason))
    }
}
