/// A file through which a step hands names and values to later steps: `$CUVETTE_OUTPUT`, `$CUVETTE_ENV`,
/// `$CUVETTE_PATH`.
///
/// The syntax is GitHub's: `NAME=VALUE` lines, and `NAME<<WORD` … `WORD` for values of several lines. Whichever of `=`
/// and `<<` comes first decides. Source: actions/runner, FileCommandManager.
enum HandoverFile {
    /// What a line could not be read as.
    struct SyntaxError: Error, Sendable, Hashable {
        /// Counted from 1.
        var line: Int
        var message: String
    }

    /// The largest file that is read, in bytes.
    static let maximumSize = 1 << 20

    /// Reads names and values, in order.
    static func pairs(_ text: String) throws(SyntaxError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        // By scalars: as characters, CR LF is one that no LF equals.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Substring($0) }
        var next = 0
        while next < lines.count {
            let line = lines[next]
            next += 1
            if line.isEmpty { continue }
            let equals = line.firstIndex(of: "=")
            let heredoc = line.firstRange(of: "<<")
            if let equals, heredoc.map({ equals < $0.lowerBound }) ?? true {
                let name = String(line[..<equals])
                guard !name.isEmpty else {
                    throw SyntaxError(line: next, message: "a name before \"=\"")
                }
                pairs.append((name, String(line[line.index(after: equals)...])))
            } else if let heredoc {
                let name = String(line[..<heredoc.lowerBound])
                let word = line[heredoc.upperBound...]
                guard !name.isEmpty, !word.isEmpty else {
                    throw SyntaxError(line: next, message: "NAME<<WORD")
                }
                guard let end = lines[next...].firstIndex(of: word) else {
                    throw SyntaxError(line: next, message: "a line \"\(word)\" that ends the value")
                }
                pairs.append((name, lines[next..<end].joined(separator: "\n")))
                next = end + 1
            } else {
                throw SyntaxError(line: next, message: "NAME=VALUE or NAME<<WORD")
            }
        }
        return pairs
    }

    /// Reads one folder a line; empty lines are passed over.
    static func paths(_ text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n").map { String($0) }
    }
}
