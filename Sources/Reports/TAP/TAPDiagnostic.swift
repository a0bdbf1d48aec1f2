/// The facts in the YAML below a test point that a report has a place for.
///
/// Only plain `key: value` lines of the outermost level are understood; everything else stays text.
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

    /// Reads the text between `---` and `...`.
    init(_ yaml: Substring) {
        for text in yaml.split(separator: "\n") where text.first?.isWhitespace == false {
            guard let colon = text.firstIndex(of: ":") else { continue }
            let value = Self.unquoted(text[text.index(after: colon)...].trimmed)
            // A block or an object: its lines follow, indented.
            guard !value.isEmpty, !["|", "|-", ">", ">-", "{}"].contains(value) else { continue }
            take(String(text[..<colon]), value)
        }
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
