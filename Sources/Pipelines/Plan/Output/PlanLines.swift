/// Lines of text in columns, safe for a terminal.
struct PlanLines {
    private(set) var text = ""
    private static let labelWidth = 10

    /// A line as it is.
    mutating func add(_ line: String, indent: Int = 0) {
        let lead = line.isEmpty ? "" : String(repeating: " ", count: indent)
        text += lead + Self.inert(line) + "\n"
    }

    /// A label and its value; further lines of the value stand under its first.
    mutating func add(_ label: String, _ value: String, indent: Int = 0) {
        let lines = value.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let name = number == 0 ? label : ""
            let padding = max(1, Self.labelWidth - name.count)
            var whole = name + String(repeating: " ", count: padding) + line
            while whole.utf8.last == UInt8(ascii: " ") { whole.removeLast() }
            add(whole, indent: indent)
        }
    }

    /// A label with several values, one a line; nothing for none.
    mutating func add(_ label: String, _ values: [String], indent: Int = 0) {
        guard !values.isEmpty else { return }
        add(label, values.joined(separator: "\n"), indent: indent)
    }

    private static func inert(_ line: String) -> String {
        // 0xC2 begins the control characters beyond ASCII. Nearly every line has none at all.
        let isPlain = line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
        if isPlain { return line }
        let scalars = line.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control && scalar != "\t" ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
