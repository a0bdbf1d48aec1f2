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

    /// A point from a line that has nothing but `ok` or `not ok`, a number and a description without
    /// marks, as most have; nil for every other line.
    ///
    /// It says the same as `init(_:)`, without looking at characters.
    init?(plain line: ArraySlice<UInt8>) {
        isOK = line.first != 0x6E
        guard line.hasText(isOK ? "ok " : "not ok ", at: line.startIndex) else { return nil }
        var rest = line.dropFirst(isOK ? 3 : 7)
        let digits = rest.prefix(while: \.isASCIIDigit)
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        guard rest.first ?? 0x20 == 0x20 else { return nil }
        rest = rest.dropFirst()
        if rest.first == 0x2D {
            rest = rest.dropFirst()
            guard rest.first == 0x20 else { return nil }
            rest = rest.dropFirst()
        }
        // Blanks at the ends, also those of Unicode, escapes, directives and braces are for others.
        for end in [rest.first, rest.last].compactMap(\.self) {
            guard (0x21...0x7A).contains(end), end != 0x2D else { return nil }
        }
        guard !rest.contains(where: { $0 == 0x23 || $0 == 0x5C || $0 < 0x20 }) else { return nil }
        number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        description = String(decoding: rest, as: UTF8.self)
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
