import Diagnostics
import Pipelines

/// Finds where each letter of a scalar was written, since libyaml tells only where the scalar begins.
///
/// The value is laid beside the source and both are walked together. Where they do not fit (the rare line
/// ends of YAML 1.1), the map knows only the whole scalar: a place that is not sure is not told.
struct ScalarTracer {
    /// How a scalar is written.
    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    private let source: SourceText
    private let value: [Unicode.Scalar]
    /// The next scalar of the source.
    private var index: Int
    /// The next scalar of the value.
    private var offset = 0
    private var segments: [SourceMap.Segment] = []

    /// The map of a value whose scalar begins at an index of the source, perhaps with an anchor or a tag.
    static func map(
        of value: String,
        written style: Style,
        at start: Int,
        in source: SourceText
    ) -> SourceMap {
        var tracer = ScalarTracer(source: source, value: Array(value.unicodeScalars), index: start)
        tracer.skipProperties()
        let begin = tracer.index
        let fits = tracer.trace(style)
        guard fits, tracer.index <= source.scalars.count else {
            return SourceMap(SourceRange(source.position(at: begin)))
        }
        return SourceMap(source.range(begin..<tracer.index), segments: tracer.segments)
    }

    private init(source: SourceText, value: [Unicode.Scalar], index: Int) {
        self.source = source
        self.value = value
        self.index = index
    }

    private mutating func trace(_ style: Style) -> Bool {
        switch style {
        case .plain: return traceFlow(until: nil)
        case .singleQuoted: return traceQuoted("'")
        case .doubleQuoted: return traceQuoted("\"")
        case .literal: return traceLiteral()
        case .folded: return traceFolded()
        }
    }

    // MARK: Properties

    /// Goes past anchors and tags, and the white space and comments behind them.
    private mutating func skipProperties() {
        while let scalar = current, scalar == "&" || scalar == "!" {
            while let scalar = current, !Self.isSpace(scalar) { index += 1 }
            skipSpaceAndComments()
        }
    }

    private mutating func skipSpaceAndComments() {
        while let scalar = current {
            if scalar == "#" {
                while let scalar = current, scalar != "\n" { index += 1 }
            } else if Self.isSpace(scalar) {
                index += 1
            } else {
                return
            }
        }
    }

    // MARK: Plain and quoted scalars

    private mutating func traceQuoted(_ quote: Unicode.Scalar) -> Bool {
        index += 1
        guard traceFlow(until: quote) else { return false }
        // An escaped line end may stand between the last letter and the quote.
        while let scalar = current, scalar != quote { index += 1 }
        index += 1
        return true
    }

    private mutating func traceFlow(until quote: Unicode.Scalar?) -> Bool {
        while offset < value.count {
            guard let scalar = current else { return false }
            let fits =
                switch (quote, scalar) {
                case (_, let scalar) where Self.isSpace(scalar): traceSpace()
                case ("'", "'"): traceEscape(length: 2)
                case ("\"", "\\"): traceBackslash()
                default: traceCopy()
                }
            guard fits else { return false }
        }
        return true
    }

    /// One scalar that stands in the value as it stands in the source.
    private mutating func traceCopy() -> Bool {
        guard offset < value.count, current == value[offset] else { return false }
        extend()
        index += 1
        offset += 1
        return true
    }

    /// White space: copied where it stays on its line, folded where it holds line ends.
    private mutating func traceSpace() -> Bool {
        let (end, breaks) = spaceRun()
        guard breaks > 0 else {
            while index < end { if !traceCopy() { return offset == value.count } }
            return true
        }
        index = end
        offset += breaks == 1 ? 1 : breaks - 1
        return offset <= value.count
    }

    private func spaceRun() -> (end: Int, breaks: Int) {
        var end = index
        var breaks = 0
        while end < source.scalars.count, Self.isSpace(source.scalars[end]) {
            if source.scalars[end] == "\n" { breaks += 1 }
            end += 1
        }
        return (end, breaks)
    }

    private mutating func traceBackslash() -> Bool {
        guard index + 1 < source.scalars.count else { return false }
        switch source.scalars[index + 1] {
        case "x": return traceEscape(length: 4)
        case "u": return traceEscape(length: 6)
        case "U": return traceEscape(length: 10)
        case "\n", "\r":
            index += 1
            let (end, breaks) = spaceRun()
            index = end
            offset += breaks - 1
            return offset <= value.count
        default: return traceEscape(length: 2)
        }
    }

    /// One scalar of the value that several of the source stand for.
    private mutating func traceEscape(length: Int) -> Bool {
        extend()
        index += length
        offset += 1
        return true
    }

    // MARK: Block scalars

    /// A literal's lines are the ends of the source's lines, so the indentation need not be known.
    private mutating func traceLiteral() -> Bool {
        var number = source.position(at: index).line
        for line in value.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            guard line.startIndex < value.count else { break }
            guard let place = source.line(number), place.count >= line.count else { return false }
            let start = place.upperBound - line.count
            guard line.isEmpty || source.scalars[start..<place.upperBound].elementsEqual(line)
            else { return false }
            (index, offset) = (line.isEmpty ? place.lowerBound : start, line.startIndex)
            extend()
            index = line.isEmpty ? place.lowerBound : place.upperBound
        }
        return true
    }

    /// A folded scalar's lines stand in the value one after another, with line feeds or a space between.
    private mutating func traceFolded() -> Bool {
        var number = source.position(at: index).line
        var indentation: Int?
        while offset < value.count {
            number += 1
            guard let place = source.line(number) else { return trailsOff() }
            let spaces = source.scalars[place].prefix { $0 == " " }.count
            guard spaces < place.count else { continue }
            let indent = indentation ?? spaces
            indentation = indent
            guard spaces >= indent else { return trailsOff() }
            guard find(place.dropFirst(indent)) else { return false }
        }
        return true
    }

    /// Whether only white space at the scalar's end is left.
    private func trailsOff() -> Bool {
        value[offset...].allSatisfy { $0 == "\n" || $0 == " " }
    }

    private mutating func find(_ line: Range<Int>) -> Bool {
        let text = source.scalars[line]
        while !value[offset...].starts(with: text) {
            guard offset < value.count, value[offset] == "\n" || value[offset] == " " else {
                return false
            }
            offset += 1
        }
        index = line.lowerBound
        extend()
        index = line.upperBound
        offset += line.count
        return true
    }

    // MARK: Ground

    private var current: Unicode.Scalar? {
        index < source.scalars.count ? source.scalars[index] : nil
    }

    /// Begins a segment here unless the last one already reaches here.
    private mutating func extend() {
        let position = source.position(at: index)
        if let last = segments.last, last.position.line == position.line,
            position.column - last.position.column == offset - last.offset
        {
            return
        }
        segments.append(SourceMap.Segment(offset: offset, position: position))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }
}
