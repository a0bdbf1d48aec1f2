package import Diagnostics

/// The text of an instruction that may go over several lines, together with where in the file each part of it stands.
package struct PlacedText: Sendable, Hashable {
    /// The text, lines joined.
    package private(set) var scalars: [Unicode.Scalar] = []
    private var marks: [Mark] = []

    private struct Mark: Sendable, Hashable {
        var offset: Int
        var position: SourcePosition
    }

    /// No text yet.
    init() {}

    /// The text as a string.
    package var text: String { String(scalars) }

    /// Adds a stretch of one line of the file.
    ///
    /// - Parameters:
    ///   - part: The stretch.
    ///   - position: Where its first scalar stands.
    mutating func append(_ part: some Sequence<Unicode.Scalar>, at position: SourcePosition) {
        marks.append(Mark(offset: scalars.count, position: position))
        scalars.append(contentsOf: part)
    }

    /// Where a scalar stands; just behind the last one is a place too.
    package func position(at offset: Int) -> SourcePosition {
        guard let mark = marks.last(where: { $0.offset <= offset }) ?? marks.first else {
            return SourcePosition(line: 1, column: 1)
        }
        let column = mark.position.column + offset - mark.offset
        return SourcePosition(line: mark.position.line, column: max(1, column))
    }

    /// Where a stretch stands.
    package func range(_ offsets: Range<Int>) -> SourceRange {
        let start = position(at: offsets.lowerBound)
        guard !offsets.isEmpty else { return SourceRange(start) }
        let last = position(at: offsets.upperBound - 1)
        return SourceRange(start, to: SourcePosition(line: last.line, column: last.column + 1))
    }

    /// A part of it, which keeps its places.
    func part(_ offsets: Range<Int>) -> PlacedText {
        var part = PlacedText()
        var offset = offsets.lowerBound
        while offset < offsets.upperBound {
            let next = marks.first { $0.offset > offset }?.offset ?? scalars.count
            let end = min(max(next, offset + 1), offsets.upperBound)
            part.append(scalars[offset..<end], at: position(at: offset))
            offset = end
        }
        if offsets.isEmpty { part.append([], at: position(at: offsets.lowerBound)) }
        return part
    }

    /// It without white space at both ends.
    var trimmed: PlacedText {
        let first = scalars.firstIndex { !$0.isBlank } ?? scalars.count
        let last = scalars.lastIndex { !$0.isBlank } ?? first - 1
        return part(first..<max(first, last + 1))
    }

    /// The stretch as a value with its place.
    func located(_ offsets: Range<Int>) -> Located<String> {
        Located(String(scalars[offsets]), at: range(offsets))
    }

    /// The whole as a value with its place.
    var located: Located<String> { located(0..<scalars.count) }
}

extension String {
    /// A string of Unicode scalars.
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}

extension Unicode.Scalar {
    /// White space in the sense of Go's `unicode.IsSpace`.
    var isBlank: Bool {
        switch value {
        case 0x20, 0x09...0x0D, 0x85, 0xA0: true
        default: value > 0xFF && properties.isWhitespace
        }
    }

    /// A letter, a digit or `_`.
    var isNameScalar: Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: value > 0x7F && (properties.isAlphabetic || properties.numericType == .decimal)
        }
    }

    /// One of `0` to `9`.
    var isDigit: Bool { (0x30...0x39).contains(value) }
}
