/// Writes values as JSON, keys in order.
struct JSONWriter {
    enum Style {
        /// On one line, numbers exact, what is no JSON number as `null`.
        case compact
        /// Two spaces a level, numbers as in compact.
        case pretty
        /// Two spaces a level, numbers as the language writes them as text: what `toJSON()` gives.
        case expression
    }

    private let style: Style
    private(set) var text: BoundedText

    init(_ style: Style, bytesMax: Int = .max) {
        self.style = style
        text = BoundedText(bytesMax: bytesMax)
    }

    mutating func write(_ value: Value, level: Int = 0) {
        // What is overfull is of no use, so the rest need not be visited.
        guard !text.isOverfull else { return }
        switch value {
        case .null: text.append("null")
        case .boolean(let flag): text.append(flag ? "true" : "false")
        case .number(let number): text.append(numberText(number))
        case .string(let string): text.append(Self.quoted(string))
        case .array(let items): write(items, level: level)
        case .object(let object): write(object, level: level)
        }
    }

    private mutating func write(_ items: [Value], level: Int) {
        guard !items.isEmpty else { return text.append("[]") }
        text.append("[")
        for (index, item) in items.enumerated() {
            breakLine(after: index == 0 ? "" : ",", level: level + 1)
            write(item, level: level + 1)
        }
        breakLine(after: "", level: level)
        text.append("]")
    }

    private mutating func write(_ object: Object, level: Int) {
        guard !object.isEmpty else { return text.append("{}") }
        text.append("{")
        for (index, entry) in object.entries.enumerated() {
            breakLine(after: index == 0 ? "" : ",", level: level + 1)
            text.append(Self.quoted(entry.key))
            text.append(style == .compact ? ":" : ": ")
            write(entry.value, level: level + 1)
        }
        breakLine(after: "", level: level)
        text.append("}")
    }

    private mutating func breakLine(after separator: String, level: Int) {
        text.append(separator)
        if style != .compact { text.append("\n" + String(repeating: "  ", count: level)) }
    }

    private func numberText(_ number: Double) -> String {
        if style == .expression { return number.expressionText }
        guard number.isFinite else { return "null" }
        if number.isZero { return number.sign == .minus ? "-0.0" : "0" }
        // The shortest text that reads back as the same number, without the ".0" of a whole one.
        let shortest = number.description
        return shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
    }

    /// Escapes what JSON must have escaped, and the three line ends beyond ASCII, as upstream does.
    private static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..<" ", "\u{85}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
