/// Makes a program's output fit to be shown: colours may stay, everything else that steers a terminal goes.
enum TerminalText {
    /// A line without control characters; its ANSI colours stay where colour is shown.
    static func visible(_ line: String, color: Bool) -> String {
        var text = String.UnicodeScalarView()
        var rest = line.unicodeScalars[...]
        // What follows the last carriage return is what a terminal would show.
        if let last = rest.lastIndex(of: "\r"), rest.index(after: last) < rest.endIndex {
            rest = rest[rest.index(after: last)...]
        }
        var colored = false
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}" {
                let sequence = Self.sequence(&rest)
                if color, let sequence, sequence.last == "m" {
                    text.append(contentsOf: "\u{1B}[\(sequence)".unicodeScalars)
                    colored = true
                }
            } else if scalar == "\t"
                || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            {
                text.append(scalar)
            }
        }
        return String(text) + (colored ? "\u{1B}[0m" : "")
    }

    /// A text of a report on one line, in which a CI server that reads this program's output finds no command: GitHub
    /// takes `::` at the beginning of a line for one, blanks before it or not, and `##[` anywhere.
    static func quoted(_ text: String, color: Bool) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return visible(line, color: color).replacing("##[", with: "## [")
    }

    /// Takes an escape sequence; the parameters and final letter of a control sequence, nil for any other.
    private static func sequence(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard let kind = rest.popFirst() else { return nil }
        if kind == "]" || kind == "P" || kind == "^" || kind == "_" {
            // An operating system command and its like end with BEL or ESC \.
            while let scalar = rest.popFirst(), scalar != "\u{7}" {
                if scalar == "\u{1B}" {
                    _ = rest.popFirst()
                    break
                }
            }
            return nil
        }
        guard kind == "[" else { return nil }
        var sequence = ""
        while let scalar = rest.popFirst() {
            sequence.unicodeScalars.append(scalar)
            if (0x40...0x7E).contains(scalar.value) { return sequence }
        }
        return nil
    }

    /// The first characters that fit a width; escape sequences take no room.
    static func cut(_ line: String, width: Int) -> String {
        var text = ""
        var room = width
        var inSequence = false
        for character in line {
            if character == "\u{1B}" { inSequence = true }
            if inSequence {
                text.append(character)
                if character.isLetter { inSequence = false }
                continue
            }
            guard room > 0 else { continue }
            text.append(character == "\t" ? " " : character)
            room -= 1
        }
        return text
    }
}
