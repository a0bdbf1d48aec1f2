/// Reads one word from left to right.
struct WordReader {
    private let scalars: [Unicode.Scalar]
    private let rules: ShellWords
    private let value: (String) -> String?
    private var offset = 0
    private var depth = 0
    private var list = WordList()
    private var used: Set<String> = []
    private var missing: Set<String> = []

    /// How deep braces may lie in each other.
    private static let maximumDepth = 100

    /// A reader at the beginning of a text.
    init(_ scalars: [Unicode.Scalar], _ rules: ShellWords, _ value: @escaping (String) -> String?) {
        self.scalars = scalars
        self.rules = rules
        self.value = value
    }

    /// The whole text.
    mutating func result() throws(WordError) -> ShellWords.Result {
        let word = try read(until: nil, raw: false)
        return ShellWords.Result(
            word: String(word),
            words: list.finish(),
            used: used,
            missing: missing
        )
    }

    private var current: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

    private mutating func next() -> Unicode.Scalar? {
        guard let scalar = current else { return nil }
        offset += 1
        return scalar
    }

    private mutating func lookUp(_ name: String) -> String? {
        let found = value(name)
        if found != nil { used.insert(name) } else { missing.insert(name) }
        return found
    }

    /// Reads to the end, or to a scalar, which is taken too.
    ///
    /// - Parameters:
    ///   - stop: What ends it; nil for the end of the text.
    ///   - raw: Whether escapes stay, since a pattern is read.
    /// - Returns: What it stands for.
    /// - Throws: `WordError`.
    private mutating func read(
        until stop: Unicode.Scalar?,
        raw: Bool
    ) throws(WordError) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        let start = offset
        while let scalar = current {
            if scalar == stop {
                offset += 1
                return result
            }
            switch scalar {
            case "'": result += try singleQuoted()
            case "\"": result += try doubleQuoted()
            case "$":
                let text = try variable()
                // What a variable holds is taken apart into words, too.
                text.forEach { list.add($0) }
                result += text
            default: result += plain(raw: raw)
            }
        }
        if let stop {
            throw WordError("there is no \(stop) to end it", at: max(0, start - 1)..<scalars.count)
        }
        return result
    }

    private mutating func plain(raw: Bool) -> [Unicode.Scalar] {
        guard let scalar = next() else { return [] }
        guard scalar == rules.escape else {
            list.add(scalar)
            return [scalar]
        }
        let kept = raw ? [scalar] : []
        kept.forEach { list.addQuoted($0) }
        // An escape at the very end is dropped.
        guard let escaped = next() else { return kept }
        list.addQuoted(escaped)
        return kept + [escaped]
    }

    /// All between single quotes, as it stands.
    private mutating func singleQuoted() throws(WordError) -> [Unicode.Scalar] {
        let start = offset
        offset += 1
        let inner = scalars[offset...].prefix { $0 != "'" }
        guard inner.endIndex < scalars.count else {
            throw WordError(
                "the single quote is not closed",
                at: start..<start + 1,
                fix: "close it, or write \(rules.escape)' for the character itself"
            )
        }
        offset = inner.endIndex + 1
        let text = rules.keepsQuotes ? ["'"] + inner + ["'"] : Array(inner)
        list.beginWord()
        text.forEach { list.addQuoted($0) }
        return text
    }

    /// All between double quotes, variables replaced; only `"`, `$` and the escape itself can be escaped.
    private mutating func doubleQuoted() throws(WordError) -> [Unicode.Scalar] {
        let start = offset
        offset += 1
        var result: [Unicode.Scalar] = rules.keepsQuotes ? ["\""] : []
        while let scalar = current {
            switch scalar {
            case "\"":
                offset += 1
                if rules.keepsQuotes { result.append("\"") }
                list.beginWord()
                result.forEach { list.addQuoted($0) }
                return result
            case "$": result += try variable()
            case rules.escape:
                offset += 1
                guard let escaped = next() else { break }
                if !["\"", "$", rules.escape].contains(escaped) { result.append(scalar) }
                result.append(escaped)
            default:
                offset += 1
                result.append(scalar)
            }
        }
        throw WordError(
            "the double quote is not closed",
            at: start..<start + 1,
            fix: "close it, or write \(rules.escape)\" for the character itself"
        )
    }

    /// What a `$` stands for.
    private mutating func variable() throws(WordError) -> [Unicode.Scalar] {
        let start = offset
        offset += 1
        if current == "{" {
            guard depth < Self.maximumDepth else {
                throw WordError("too many braces lie in each other", at: start..<offset)
            }
            depth += 1
            // What is read for a modifier is no word of its own.
            let outer = list
            let text = try braced(from: start)
            list = outer
            depth -= 1
            return text
        }
        let name = name()
        if name.isEmpty { return ["$"] }
        guard let value = lookUp(name) else {
            return rules.keepsUnset ? Array(scalars[start..<offset]) : []
        }
        return Array(value.unicodeScalars)
    }

    /// Letters, digits and `_`; only digits; or one of the shell's special names.
    private mutating func name() -> String {
        guard let first = current else { return "" }
        if "@*#?-$!0".unicodeScalars.contains(first) {
            offset += 1
            return String([first])
        }
        let isNumber = first.isDigit
        let rest = scalars[offset...].prefix { isNumber ? $0.isDigit : $0.isNameScalar }
        offset = rest.endIndex
        return String(rest)
    }

    /// `{…}` behind a `$`.
    private mutating func braced(from start: Int) throws(WordError) -> [Unicode.Scalar] {
        offset += 1
        switch current {
        case nil: throw WordError("there is no } to end it", at: start..<scalars.count)
        case "{", "}", ":":
            throw WordError("bad substitution: a name is missing", at: start..<offset + 1)
        default: break
        }
        let name = name()
        let hasColon = current == ":"
        if hasColon { offset += 1 }
        guard let modifier = next() else {
            throw WordError("there is no } to end it", at: start..<scalars.count)
        }
        if modifier == "}", !hasColon { return plainValue(name, start) }
        return try Modifier(
            name: name,
            sign: modifier,
            hasColon: hasColon,
            start: start
        )
        .apply(to: &self)
    }

    private mutating func plainValue(_ name: String, _ start: Int) -> [Unicode.Scalar] {
        guard let value = lookUp(name) else {
            return rules.keepsUnset ? Array(scalars[start..<offset]) : []
        }
        return Array(value.unicodeScalars)
    }

    /// What changes a variable's value: `-`, `+`, `?`, `#`, `%`, `/`, perhaps behind a colon.
    private struct Modifier {
        let name: String
        let sign: Unicode.Scalar
        let hasColon: Bool
        let start: Int

        func apply(to reader: inout WordReader) throws(WordError) -> [Unicode.Scalar] {
            switch sign {
            case "-", "+", "?": return try choose(&reader)
            case "#" where !hasColon, "%" where !hasColon: return try trim(&reader)
            case "/" where !hasColon: return try replace(&reader)
            default:
                throw WordError(
                    "unsupported modifier (\(hasColon ? ":" : "")\(sign)) in substitution",
                    at: start..<reader.offset,
                    fix: "known are :- - :+ + :? ? # ## % %% / and //"
                )
            }
        }

        private func choose(_ reader: inout WordReader) throws(WordError) -> [Unicode.Scalar] {
            let word = try reader.read(until: "}", raw: false)
            let value = reader.lookUp(name)
            let counts = value.map { !hasColon || !$0.isEmpty } ?? false
            let scalars = Array((value ?? "").unicodeScalars)
            switch sign {
            case "-": return counts ? scalars : word
            case "+": return counts ? word : []
            default:
                guard !counts else { return scalars }
                let message =
                    word.isEmpty
                    ? value == nil ? "is not allowed to be unset" : "is not allowed to be empty"
                    : String(word)
                throw WordError("\(name): \(message)", at: start..<reader.offset)
            }
        }

        private func trim(_ reader: inout WordReader) throws(WordError) -> [Unicode.Scalar] {
            let isGreedy = reader.current == sign
            if isGreedy { reader.offset += 1 }
            let pattern = try pattern(&reader, until: "}")
            guard let value = reader.lookUp(name) else { return [] }
            let scalars = Array(value.unicodeScalars)
            return sign == "#"
                ? Array(scalars.dropFirst(pattern.prefix(of: scalars, greedy: isGreedy) ?? 0))
                : Array(scalars.dropLast(pattern.suffix(of: scalars, greedy: isGreedy) ?? 0))
        }

        private func replace(_ reader: inout WordReader) throws(WordError) -> [Unicode.Scalar] {
            let replacesAll = reader.current == "/"
            if replacesAll { reader.offset += 1 }
            let pattern = try pattern(&reader, until: "/")
            let replacement = try reader.read(until: "}", raw: true)
            guard let value = reader.lookUp(name) else { return [] }
            return pattern.replacing(
                in: Array(value.unicodeScalars),
                with: replacement,
                all: replacesAll
            )
        }

        private func pattern(_ reader: inout WordReader, until end: Unicode.Scalar)
            throws(WordError) -> ShellPattern
        {
            let begin = reader.offset
            let text = try reader.read(until: end, raw: true)
            guard let pattern = ShellPattern(text, escape: reader.rules.escape) else {
                throw WordError(
                    "invalid pattern: only *, ?, /, } and \(reader.rules.escape) can be escaped",
                    at: begin..<reader.offset
                )
            }
            return pattern
        }
    }
}
