/// A pattern for paths: `*`, `?` and `[…]` within one component, and, for ignore files, `**` across components.
///
/// Source: Go's `path.Match`; moby/patternmatcher for `**`.
package struct PathPattern: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        /// One scalar but a slash.
        case one
        /// Any scalars but slashes.
        case component
        /// Anything.
        case anything
        /// Any folders: nothing, or something that ends in a slash.
        case folders
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    private var elements: [Element] = []

    /// Reads a pattern; nil where it is malformed: a bracket or an escape at its end, an empty or odd set.
    ///
    /// - Parameters:
    ///   - text: The pattern.
    ///   - crossing: Whether `**` crosses components.
    package init?(_ text: String, crossing: Bool) {
        var scanner = Scanner(scalars: Array(text.unicodeScalars), crossing: crossing)
        while scanner.offset < scanner.scalars.count {
            guard let element = scanner.next() else { return nil }
            elements.append(element)
        }
    }

    /// Whether a pattern holds anything but itself.
    package static func isPattern(_ text: String) -> Bool {
        text.unicodeScalars.contains { "*?[\\".unicodeScalars.contains($0) }
    }

    /// Whether the whole text fits.
    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var places: Set<Int> = [0]
        for element in elements {
            places = advance(places, over: element, in: scalars)
            if places.isEmpty { return false }
        }
        return places.contains(scalars.count)
    }

    private func advance(
        _ places: Set<Int>,
        over element: Element,
        in scalars: [Unicode.Scalar]
    ) -> Set<Int> {
        func step(_ fits: (Unicode.Scalar) -> Bool) -> Set<Int> {
            Set(places.filter { $0 < scalars.count && fits(scalars[$0]) }.map { $0 + 1 })
        }
        switch element {
        case .scalar(let scalar): return step { $0 == scalar }
        case .one: return step { $0 != "/" }
        case .set(let ranges, let isNegated):
            return step { scalar in
                scalar != "/" && ranges.contains { $0.contains(scalar.value) } != isNegated
            }
        case .component:
            var reached = places
            for place in places {
                var end = place
                while end < scalars.count, scalars[end] != "/" {
                    end += 1
                    reached.insert(end)
                }
            }
            return reached
        case .anything:
            guard let first = places.min() else { return [] }
            return Set(first...scalars.count)
        case .folders:
            guard let first = places.min() else { return [] }
            let ends = scalars.indices[first...].filter { scalars[$0] == "/" }.map { $0 + 1 }
            return places.union(ends)
        }
    }

    private struct Scanner {
        let scalars: [Unicode.Scalar]
        let crossing: Bool
        var offset = 0

        mutating func take() -> Unicode.Scalar? {
            guard offset < scalars.count else { return nil }
            defer { offset += 1 }
            return scalars[offset]
        }

        mutating func next() -> Element? {
            guard let scalar = take() else { return nil }
            switch scalar {
            case "*": return star()
            case "?": return .one
            case "[": return set()
            case "\\": return take().map { .scalar($0) }
            default: return .scalar(scalar)
            }
        }

        private mutating func star() -> Element {
            guard crossing, offset < scalars.count, scalars[offset] == "*" else {
                return .component
            }
            while offset < scalars.count, scalars[offset] == "*" { offset += 1 }
            guard offset < scalars.count, scalars[offset] == "/" else { return .anything }
            offset += 1
            return offset == scalars.count ? .anything : .folders
        }

        private mutating func set() -> Element? {
            var ranges: [ClosedRange<UInt32>] = []
            let isNegated = offset < scalars.count && scalars[offset] == "^"
            if isNegated { offset += 1 }
            while offset < scalars.count {
                if scalars[offset] == "]", !ranges.isEmpty {
                    offset += 1
                    return .set(ranges, isNegated: isNegated)
                }
                guard let low = bound() else { return nil }
                var high = low
                if offset < scalars.count, scalars[offset] == "-" {
                    offset += 1
                    guard let end = bound() else { return nil }
                    high = end
                }
                // A range that runs backwards holds nothing.
                ranges.append(low <= high ? low...high : UInt32.max...UInt32.max)
            }
            return nil
        }

        private mutating func bound() -> UInt32? {
            guard let scalar = take(), scalar != "-", scalar != "]" else { return nil }
            return scalar == "\\" ? take()?.value : scalar.value
        }
    }
}
