import Diagnostics

/// Finds the words `<<NAME` in the arguments of an instruction.
struct HeredocScanner {
    private let text: PlacedText
    private let escape: Unicode.Scalar
    private var offset = 0

    /// A scanner of arguments.
    init(_ text: PlacedText, escape: Unicode.Scalar) {
        self.text = text
        self.escape = escape
    }

    private var scalars: [Unicode.Scalar] { text.scalars }
    private var current: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

    /// All of them, in order.
    ///
    /// - Throws: `WordError` where a quote in a name is not closed.
    mutating func all() throws(WordError) -> [Heredoc] {
        var found: [Heredoc] = []
        while true {
            while let scalar = current, scalar.isBlank { offset += 1 }
            guard current != nil else { return found }
            let start = offset
            if let heredoc = try heredoc() {
                found.append(heredoc)
            } else {
                offset = start
                skipWord()
            }
        }
    }

    private mutating func heredoc() throws(WordError) -> Heredoc? {
        let start = offset
        var descriptor = 0
        while let digit = current, digit.isDigit, offset - start < 9 {
            descriptor = descriptor * 10 + Int(digit.value - 0x30)
            offset += 1
        }
        guard take("<"), take("<") else { return nil }
        let dropsTabs = take("-")
        while let scalar = current, scalar.isBlank { offset += 1 }
        guard let (name, isQuoted) = try name(), !name.isEmpty else { return nil }
        return Heredoc(
            name: name,
            fileDescriptor: descriptor,
            expands: !isQuoted,
            dropsTabs: dropsTabs,
            range: text.range(start..<offset),
            offsets: start..<offset
        )
    }

    /// The name without quotes and escapes; nil where a `<` in it says that this is something else of a shell's.
    private mutating func name() throws(WordError) -> (String, isQuoted: Bool)? {
        var name: [Unicode.Scalar] = []
        var isQuoted = false
        while let scalar = current, !scalar.isBlank {
            offset += 1
            switch scalar {
            case "<": return nil
            case "'", "\"":
                isQuoted = true
                let start = offset
                while let inner = current, inner != scalar { offset += 1; name.append(inner) }
                guard take(scalar) else {
                    throw WordError("the quote \(scalar) is not closed", at: start - 1..<start)
                }
            case escape:
                guard let next = current else { return (String(name), isQuoted) }
                offset += 1
                name.append(next)
            default: name.append(scalar)
            }
        }
        return (String(name), isQuoted)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        offset += 1
        return true
    }

    private mutating func skipWord() {
        var quote: Unicode.Scalar?
        while let scalar = current {
            if quote == nil, scalar.isBlank { return }
            offset += 1
            if scalar == escape, quote != "'" {
                offset += 1
            } else if scalar == quote {
                quote = nil
            } else if quote == nil, scalar == "'" || scalar == "\"" {
                quote = scalar
            }
        }
    }
}
