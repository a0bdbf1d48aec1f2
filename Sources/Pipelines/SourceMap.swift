package import Diagnostics

/// Says where each scalar of a text was written.
///
/// A text and its source differ: a block scalar loses its indentation, a quoted one its escapes, a folded one
/// its line ends. The map holds a segment for each stretch that was copied as it stands, so a script of a
/// hundred lines needs a hundred segments.
package struct SourceMap: Sendable, Hashable {
    /// A stretch of the text that stands in the file in one piece, on one line.
    package struct Segment: Sendable, Hashable {
        /// Where it begins in the text, in Unicode scalars from 0.
        package var offset: Int
        /// Where it begins in the file.
        package var position: SourcePosition

        /// A stretch that begins at both places.
        package init(offset: Int, position: SourcePosition) {
            self.offset = offset
            self.position = position
        }
    }

    /// The whole of the text in the file, quotes and indicators included.
    package let range: SourceRange
    /// In the order of the text; empty where only the whole is known.
    package let segments: [Segment]

    /// A map of a text.
    ///
    /// - Parameters:
    ///   - range: The whole of it in the file.
    ///   - segments: Its stretches, in order; none where only the whole is known.
    package init(_ range: SourceRange, segments: [Segment] = []) {
        self.range = range
        self.segments = segments
    }

    /// The place of a scalar of the text; the start of the whole where that is all that is known.
    ///
    /// - Parameter offset: Counted from 0 in Unicode scalars.
    /// - Returns: Line and column in the file.
    package func position(at offset: Int) -> SourcePosition {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return range.start }
        let segment = segments[low - 1]
        var position = segment.position
        position.column += offset - segment.offset
        return position
    }
}
