import Diagnostics

/// Takes the arguments of an instruction apart into words.
struct WordSplitter {
    let text: PlacedText
    let escape: Unicode.Scalar

    /// Words between white space, whatever they hold.
    var plain: [Located<String>] {
        var words: [Located<String>] = []
        var offset = 0
        while offset < text.scalars.count {
            guard !text.scalars[offset].isBlank else {
                offset += 1
                continue
            }
            let end = text.scalars[offset...].firstIndex { $0.isBlank } ?? text.scalars.count
            words.append(text.located(offset..<end))
            offset = end
        }
        return words
    }

    /// Words between white space outside of quotes; quotes and escapes stay in them.
    var quoted: [Located<String>] {
        var words: [Located<String>] = []
        var offset = 0
        while let start = text.scalars[offset...].firstIndex(where: { !$0.isBlank }) {
            let (word, end) = word(from: start)
            if !word.isEmpty { words.append(Located(String(word), at: text.range(start..<end))) }
            offset = end
        }
        return words
    }

    private func word(from start: Int) -> ([Unicode.Scalar], end: Int) {
        let scalars = text.scalars
        var word: [Unicode.Scalar] = []
        var quote: Unicode.Scalar?
        var offset = start
        while offset < scalars.count {
            let scalar = scalars[offset]
            if quote == nil, scalar.isBlank { break }
            offset += 1
            // Nothing can be escaped between single quotes; an escape at the very end is dropped.
            if scalar == escape, quote != "'" {
                guard offset < scalars.count else { break }
                word += [scalar, scalars[offset]]
                offset += 1
                continue
            }
            if scalar == quote {
                quote = nil
            } else if quote == nil, scalar == "'" || scalar == "\"" {
                quote = scalar
            }
            word.append(scalar)
        }
        return (word, offset)
    }
}
