import Logs

extension Redactor {
    /// A redactor for test reports: a tool that quotes a secret in XML writes some of its letters as entities.
    static func forReports(_ values: [String]) -> Redactor {
        Redactor(
            values + values.map { escaped($0, quotes: false) }
                + values.map { escaped($0, quotes: true) }
        )
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"" where quotes: "&quot;"
            case "'" where quotes: "&apos;"
            default: String(character)
            }
        }.joined()
    }

    /// Whole bytes with every secret replaced.
    func redacted(_ bytes: [UInt8]) -> [UInt8] {
        guard !isIdle else { return bytes }
        var copy = self
        return bytes.withUnsafeBytes { copy.push($0) } + copy.finish()
    }
}
