/// A test point: a line that begins with `ok` or `not ok`.
struct TAPPoint: Equatable {
    /// What a directive says of the point.
    enum Directive: Equatable {
        /// `# skip reason`: it was not run.
        case skip(String)
        /// `# todo reason`: it is expected to fail.
        case todo(String)
    }

    /// Whether the line does not begin with `not`.
    var isOK: Bool
    /// The number it gives itself.
    var number: Int?
    /// What it calls itself, escapes resolved.
    var description = ""
    /// What changes its meaning.
    var directive: Directive?
    /// How long it took, where the producer says so as `# time=12.3ms`.
    var duration: Duration?
    /// Whether a subtest follows in braces.
    var opensBlock = false

    /// What it means for the verdict.
    var outcome: TestOutcome {
        switch directive {
        case .skip: .skipped
        case .todo: isOK ? .passed : .skipped
        case nil: isOK ? .passed : .failed
        }
    }

    /// A point from a line; nil where the line is none.
    init?(_ line: Substring) {
        var rest = line
        isOK = !rest.hasPrefix("not ok")
        rest = rest.dropFirst(isOK ? 0 : 4)
        guard rest.hasPrefix("ok") else { return nil }
        rest = rest.dropFirst(2)
        guard rest.isEmpty || " \t-".contains(rest.prefix(1)) else { return nil }
        rest = rest.drop { $0 == " " || $0 == "\t" }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        let isNumber = " -".contains(rest[digits.endIndex...].prefix(1))
        if !digits.isEmpty, isNumber {
            number = Int(digits)
            rest = rest[digits.endIndex...]
        }
        readDescription(rest)
    }

    private mutating func readDescription(_ text: Substring) {
        var text = text.trimmed
        if text.hasSuffix("{"), !text.hasSuffix("\\{") {
            opensBlock = true
            text = text.dropLast().trimmed
        }
        if text.first == "-" { text = text.dropFirst().trimmed }
        let (head, tail) = Self.splitAtDirective(text)
        if let tail { read(directive: tail) }
        description = Self.unescaped(head.trimmed)
    }

    /// The text before the first `#` that stands apart, is not escaped and begins a directive, and
    /// the rest; any other `#` is a part of the description.
    private static func splitAtDirective(_ text: Substring) -> (head: Substring, tail: Substring?) {
        var isEscaped = false
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            let isApart = index == text.startIndex || text[text.index(before: index)].isWhitespace
            if character == "#", !isEscaped, isApart, isDirective(text[index...]) {
                return (text[..<index], text[index...])
            }
            isEscaped = character == "\\" && !isEscaped
            index = text.index(after: index)
        }
        return (text, nil)
    }

    private static func isDirective(_ text: Substring) -> Bool {
        let word = text.dropFirst().trimmed.prefix(5).lowercased()
        return word.hasPrefix("skip") || word.hasPrefix("todo") || word == "time="
    }

    /// Takes over what a directive says.
    private mutating func read(directive text: Substring) {
        let words = text.dropFirst().trimmed
        let word = words.prefix(5).lowercased()
        if word == "time=" {
            return duration = Self.duration(words.dropFirst(5))
        }
        var reason = words.dropFirst(4)
        // "SKIPPED:" and "skip(2)" are met as well.
        reason = reason.drop { !$0.isWhitespace }
        if let time = reason.range(ofDirective: "time=") {
            duration = Self.duration(reason[time...].dropFirst(5))
        }
        let told = String(reason.trimmed)
        directive = word.hasPrefix("skip") ? .skip(told) : .todo(told)
    }

    /// `12.3ms` or `1.2s`.
    private static func duration(_ text: Substring) -> Duration? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(digits), value <= 366 * 86_400 else { return nil }
        let unit = text[digits.endIndex...].prefix(2)
        return .nanoseconds(Int64(value * (unit == "ms" ? 1e6 : 1e9)))
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped, character != "#", character != "\\" { result.append("\\") }
            result.append(character)
            isEscaped = false
        }
        return isEscaped ? result + "\\" : result
    }
}

extension Substring {
    /// Without white space at both ends.
    var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    fileprivate func range(ofDirective word: String) -> Index? {
        var rest = self
        while let sign = rest.firstIndex(of: "#") {
            let words = rest[rest.index(after: sign)...].trimmed
            if words.hasPrefix(word) { return words.startIndex }
            rest = rest[rest.index(after: sign)...]
        }
        return nil
    }
}
