/// The facts in the YAML below a test point that a report has a place for.
///
/// Only plain `key: value` lines of the outermost level, and messages of several lines, are
/// understood; everything else stays text.
struct TAPDiagnostic {
    /// `message`, or node's `error`.
    private(set) var message: String?
    /// `type`, `name` or node's `failureType`; empty where none is given.
    private(set) var type = ""
    /// The file of `location: 'file:line:column'`, or of `file`.
    private(set) var file: String?
    /// The line of `location`, or of `line`.
    private(set) var line: Int?
    /// `duration_ms`.
    private(set) var duration: Duration?

    /// How many lines of a text become the message; all of it stands in the diagnostic.
    private static let messageLinesMax = 20

    /// Reads the text between `---` and `...`.
    init(_ yaml: Substring) {
        var block: (key: String, lines: [Substring])?
        for text in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            if text.first.map(\.isWhitespace) ?? true {
                block?.lines.append(text.trimmed)
                continue
            }
            take(block)
            block = nil
            guard let colon = text.firstIndex(of: ":") else { continue }
            let value = Self.unquoted(text[text.index(after: colon)...].trimmed)
            if ["|", "|-", "|+", ">", ">-", ">+"].contains(value) {
                block = (String(text[..<colon]), [])
            } else if !value.isEmpty, value != "{}" {
                take(String(text[..<colon]), value)
            }
        }
        take(block)
    }

    /// Takes a text whose lines stand below its key, as far as a message goes.
    private mutating func take(_ block: (key: String, lines: [Substring])?) {
        guard let block, ["message", "error"].contains(block.key) else { return }
        let lines = block.lines.drop(while: \.isEmpty).prefix(Self.messageLinesMax)
        guard !lines.isEmpty else { return }
        take(block.key, String(lines.joined(separator: "\n")[...].trimmed))
    }

    private mutating func take(_ key: String, _ value: String) {
        switch key {
        case "message", "error": message = message ?? value
        case "failureType", "type", "name": if type.isEmpty { type = value }
        case "file": file = file ?? value
        case "line": line = line ?? Int(value)
        case "location", "at": takeLocation(value)
        case "duration_ms":
            guard let milliseconds = Double(value), (0...1e10).contains(milliseconds) else {
                return
            }
            duration = .nanoseconds(Int64((milliseconds * 1e6).rounded()))
        default: break
        }
    }

    private mutating func takeLocation(_ value: String) {
        let parts = value.split(separator: ":")
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]) else { return }
        file = parts.dropLast(2).joined(separator: ":")
        self.line = line
    }

    private static func unquoted(_ text: Substring) -> String {
        guard let quote = text.first, quote == "'" || quote == "\"", text.last == quote,
            text.count >= 2
        else { return String(text) }
        return String(text.dropFirst().dropLast())
    }
}
