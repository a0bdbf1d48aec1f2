import Diagnostics

/// The scalars of a file, and the two ways of counting its lines.
///
/// libyaml ends a line at CR, NEL, LS and PS as well, since YAML 1.1 did; an editor, and `SourceFile`, does not.
struct SourceText {
    let scalars: [Unicode.Scalar]
    /// Where the lines of `SourceFile` begin.
    private let lines: [Int]
    /// Where the lines of libyaml begin.
    private let yamlLines: [Int]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var lines = [0]
        // libyaml is given the text without a byte order mark.
        var yamlLines = [scalars.first == Self.byteOrderMark ? 1 : 0]
        for (index, scalar) in scalars.enumerated() where Self.endsLine(scalar) {
            if scalar == "\n" { lines.append(index + 1) }
            let isHalf = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
            if !isHalf { yamlLines.append(index + 1) }
        }
        self.scalars = scalars
        self.lines = lines
        self.yamlLines = yamlLines
    }

    static let byteOrderMark: Unicode.Scalar = "\u{FEFF}"

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// Where a place that libyaml names is in `scalars`.
    func index(yamlLine line: Int, column: Int) -> Int {
        guard line >= 1, line <= yamlLines.count else { return scalars.count }
        return min(yamlLines[line - 1] + column - 1, scalars.count)
    }

    /// The line and column that an editor shows for an index of `scalars`.
    func position(at index: Int) -> SourcePosition {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle] <= index { low = middle + 1 } else { high = middle }
        }
        return SourcePosition(line: low, column: index - lines[low - 1] + 1)
    }

    /// The stretch between two indices of `scalars`.
    func range(_ indices: Range<Int>) -> SourceRange {
        SourceRange(position(at: indices.lowerBound), to: position(at: indices.upperBound))
    }

    /// The scalars of a line that an editor counts from 1, without its end; nil past the last line.
    func line(_ number: Int) -> Range<Int>? {
        guard number >= 1, number <= lines.count else { return nil }
        let start = lines[number - 1]
        var end = number < lines.count ? lines[number] - 1 : scalars.count
        if end > start, scalars[end - 1] == "\r" { end -= 1 }
        return start..<end
    }
}
