/// A pattern of the shell in which `*` is anything and `?` is one character.
struct ShellPattern: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        case one
        case any
    }

    private var elements: [Element] = []

    /// Reads a pattern; nil where something is escaped that cannot be.
    init?(_ text: [Unicode.Scalar], escape: Unicode.Scalar) {
        var offset = 0
        while offset < text.count {
            let scalar = text[offset]
            offset += 1
            switch scalar {
            case "*": elements.append(.any)
            case "?": elements.append(.one)
            case escape:
                guard offset < text.count, isEscapable(text[offset], escape) else { return nil }
                elements.append(.scalar(text[offset]))
                offset += 1
            default: elements.append(.scalar(scalar))
            }
        }
    }

    private func isEscapable(_ scalar: Unicode.Scalar, _ escape: Unicode.Scalar) -> Bool {
        scalar == escape || "*?/}\\".unicodeScalars.contains(scalar)
    }

    /// How many scalars at the beginning it matches, as few or as many as can be; nil for none at all.
    func prefix(of text: [Unicode.Scalar], greedy: Bool) -> Int? {
        let ends = ends(in: text, from: 0)
        return greedy ? ends.max() : ends.min()
    }

    /// How many scalars at the end it matches, as few or as many as can be; nil for none at all.
    func suffix(of text: [Unicode.Scalar], greedy: Bool) -> Int? {
        let starts = (0...text.count).filter { ends(in: text, from: $0).contains(text.count) }
        return (greedy ? starts.min() : starts.max()).map { text.count - $0 }
    }

    /// The text with what it matches replaced: at the first place, or at all of them.
    func replacing(
        in text: [Unicode.Scalar],
        with replacement: [Unicode.Scalar],
        all: Bool
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var offset = 0
        while offset <= text.count {
            guard let end = ends(in: text, from: offset).max(), end > offset || !all || isEmpty
            else {
                if offset < text.count { result.append(text[offset]) }
                offset += 1
                continue
            }
            if isEmpty, all { return text }
            result += replacement
            offset = end
            if !all { return result + text[offset...] }
        }
        return result
    }

    private var isEmpty: Bool { elements.isEmpty }

    /// All offsets at which a match that begins at an offset can end.
    private func ends(in text: [Unicode.Scalar], from start: Int) -> Set<Int> {
        var places: Set<Int> = [start]
        for element in elements {
            switch element {
            case .any:
                guard let first = places.min() else { return [] }
                places = Set(first...text.count)
            case .one: places = Set(places.filter { $0 < text.count }.map { $0 + 1 })
            case .scalar(let scalar):
                places = Set(
                    places.filter { $0 < text.count && text[$0] == scalar }.map { $0 + 1 }
                )
            }
        }
        return places
    }
}
