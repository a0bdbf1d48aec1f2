/// The words by which jobs and steps are named in expressions.
package enum Identifier {
    /// Whether a word begins with an ASCII letter or `_` and goes on with letters, digits, `-` and `_`.
    ///
    /// Source: GitHub Docs, "Workflow syntax", `jobs.<job_id>`.
    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
