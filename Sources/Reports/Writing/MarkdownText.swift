/// Puts untrusted text into Markdown so that it stays text: no markup, no mention of people, no
/// reference to issues, no HTML.
enum MarkdownText {
    /// A text as a code span, in which GitHub and GitLab read nothing; on one line.
    static func code(_ text: String, max: Int = 300) -> String {
        let line = ShownText.line(text, max: max)
        if line.isEmpty { return "" }
        let fence = String(repeating: "`", count: longestRun(in: line) + 1)
        let needsRoom = line.first == "`" || line.last == "`"
        let told = needsRoom ? " \(line) " : line
        // A bar ends a cell of a table, in a code span as well.
        return fence
            + told.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            + fence
    }

    /// A text as a block of code, with a fence that nothing in it can end.
    static func block(_ text: String) -> String {
        let plain = ShownText.plain(text)
        let fence = String(repeating: "`", count: max(3, longestRun(in: plain) + 1))
        return "\(fence)text\n\(plain)\n\(fence)\n"
    }

    /// A text as code in HTML, for places where Markdown is not read.
    static func html(_ text: String) -> String {
        "<code>\(HTMLOutput.escaped(ShownText.line(text)))</code>"
    }

    private static func longestRun(in text: String) -> Int {
        var (longest, current) = (0, 0)
        for byte in text.utf8 {
            current = byte == 0x60 ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
