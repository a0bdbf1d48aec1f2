package import Diagnostics

/// One flag before an instruction's arguments: `--name` or `--name=value`.
package struct InstructionFlag: Sendable, Hashable {
    /// Without its dashes.
    package var name: String
    /// What follows `=`; nil where there is no `=`.
    package var value: String?
    /// Where it stands.
    package var range: SourceRange
    /// Where its value stands.
    package var valueRange: SourceRange
}

/// Takes the flags off the front of an instruction's arguments.
///
/// Quotes and escapes in a flag are taken away here; variables are replaced later.
struct FlagReader {
    let escape: Unicode.Scalar

    /// The flags, and the arguments behind them.
    func split(_ text: PlacedText) -> (flags: [InstructionFlag], rest: PlacedText) {
        var flags: [InstructionFlag] = []
        let scalars = text.scalars
        var offset = 0
        while true {
            let start = scalars[offset...].firstIndex { !$0.isBlank } ?? scalars.count
            guard scalars[start...].starts(with: "--".unicodeScalars) else {
                return (flags, text.part(start..<scalars.count))
            }
            let (word, end) = word(in: scalars, from: start)
            // Two dashes alone end the flags.
            guard word.count > 2 else { return (flags, text.part(end..<scalars.count).trimmed) }
            flags.append(flag(word, text, start..<end))
            offset = end
        }
    }

    private func flag(_ word: [Unicode.Scalar], _ text: PlacedText, _ offsets: Range<Int>)
        -> InstructionFlag
    {
        let body = word.dropFirst(2)
        let equals = body.firstIndex(of: "=")
        let name = String(body[..<(equals ?? body.endIndex)])
        let valueStart = min(offsets.lowerBound + name.unicodeScalars.count + 3, offsets.upperBound)
        return InstructionFlag(
            name: name,
            value: equals.map { String(body[($0 + 1)...]) },
            range: text.range(offsets),
            valueRange: text.range(valueStart..<offsets.upperBound)
        )
    }

    private func word(in scalars: [Unicode.Scalar], from start: Int) -> ([Unicode.Scalar], Int) {
        var word: [Unicode.Scalar] = []
        var quote: Unicode.Scalar?
        var offset = start
        while offset < scalars.count {
            let scalar = scalars[offset]
            if quote == nil, scalar.isBlank { break }
            offset += 1
            if scalar == escape {
                guard offset < scalars.count else { break }
                word.append(scalars[offset])
                offset += 1
            } else if scalar == quote {
                quote = nil
            } else if quote == nil, scalar == "'" || scalar == "\"" {
                quote = scalar
            } else {
                word.append(scalar)
            }
        }
        return (word, offset)
    }
}
