/// Does to a report what crashes, editors and attackers do.
enum Damage {
    private static let pieces = [
        "<", ">", "\"", "'", "&", "]]>", "<![CDATA[", "<!--", "-->", "<?xml version=\"1.0\"?>",
        "</", "/>", "\u{0}", "\u{1B}[", "&#27;", "<testcase name=\"", "</testcase>", "<testsuite>",
        "<!DOCTYPE x [", "\u{FEFF}", "<failure>", "<system-out>", " time=\"", "[[ATTACHMENT|", "{",
        "}", "[", "\\u", "\\", ",", ":", "null", "\n", "\nok ", "\nnot ok 1 # TODO", "\n1..9",
        "    ", "\n  ---\n", "Bail out!", "=== RUN ", "--- FAIL: ", "1e999", "-1",
    ].map { Array($0.utf8) }

    /// The bytes after one to six accidents.
    static func done(to original: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...6, using: &dice) {
            let place = Int.random(in: 0...bytes.count, using: &dice)
            let length = min(Int.random(in: 0...40, using: &dice), bytes.count - place)
            let stretch = place..<(place + length)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes.removeSubrange(stretch)
            case 1: bytes.insert(contentsOf: Array(bytes[stretch]), at: place)
            case 2: bytes.replaceSubrange(stretch, with: [UInt8.random(in: 0...255, using: &dice)])
            case 3: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: pieces.randomElement(using: &dice) ?? [], at: place)
            }
        }
        return bytes
    }
}
