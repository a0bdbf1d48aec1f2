/// A place in a file: line and column, both counted from 1, the column in Unicode scalars.
package struct SourcePosition: Sendable, Hashable, Comparable {
    /// Counted from 1.
    package var line: Int
    /// Counted from 1, in Unicode scalars.
    package var column: Int

    /// A place from its two numbers, both counted from 1.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The order of reading.
    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of a file: from its first scalar to just behind its last.
package struct SourceRange: Sendable, Hashable {
    /// The first scalar.
    package var start: SourcePosition
    /// Just behind the last scalar; equal to `start` for a point.
    package var end: SourcePosition

    /// A stretch between two places; a single place where `end` is left out.
    package init(_ start: SourcePosition, to end: SourcePosition? = nil) {
        self.start = start
        self.end = end ?? start
    }
}

/// A value and the place where the user wrote it.
@dynamicMemberLookup
package struct Located<Value> {
    /// The value itself.
    package var value: Value
    /// Where it stands.
    package var range: SourceRange

    /// A value found at a place.
    package init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }

    /// Reads a property of the value.
    package subscript<Property>(dynamicMember path: KeyPath<Value, Property>) -> Property {
        value[keyPath: path]
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
