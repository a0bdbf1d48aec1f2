/// A pattern of paths: `*` and `?` inside one component, `[…]`, `**` for any number of components.
package struct GlobPattern: Sendable {
    private let components: [Substring]

    /// A pattern of absolute paths.
    ///
    /// As at the root of a file system, `..` takes away what stands before it, if anything.
    package init(_ pattern: String) {
        var components: [Substring] = []
        for component in pattern.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        self.components = components
    }

    /// The folders before the first component that is a pattern; absolute.
    var fixedPrefix: String {
        components.prefix { !Self.isPattern($0) }.map { "/\($0)" }.joined()
    }

    /// Whether a path matches as a whole.
    package func matches(_ path: String) -> Bool {
        Self.matches(path.split(separator: "/")[...], components[...])
    }

    /// Whether something below a folder can match.
    package func mayMatch(below path: String) -> Bool {
        let folder = path.split(separator: "/")
        for (index, component) in components.enumerated() {
            if component == "**" { return true }
            guard index < folder.count else { return true }
            guard Self.matches(folder[index], component) else { return false }
        }
        return folder.count < components.count
    }

    private static func isPattern(_ component: Substring) -> Bool {
        component.contains { "*?[".contains($0) }
    }

    private static func matches(_ path: ArraySlice<Substring>, _ pattern: ArraySlice<Substring>)
        -> Bool
    {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            // It stands for none, one or more components.
            return (path.startIndex...path.endIndex).contains {
                matches(path[$0...], pattern.dropFirst())
            }
        }
        guard let name = path.first, matches(name, first) else { return false }
        return matches(path.dropFirst(), pattern.dropFirst())
    }

    /// Matches one component; iterative, with one place to come back to, so that no pattern is slow.
    private static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
        let text = Array(name)
        let tokens = Self.tokens(pattern)
        var position = 0
        var token = 0
        var starToken: Int?
        var starPosition = 0
        while position < text.count {
            if token < tokens.count, case .any = tokens[token] {
                starToken = token
                starPosition = position
                token += 1
            } else if token < tokens.count, tokens[token].matches(text[position]) {
                position += 1
                token += 1
            } else if let star = starToken {
                starPosition += 1
                position = starPosition
                token = star + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    private enum Token {
        case any
        case one
        case literal(Character)
        case set([ClosedRange<Character>], negated: Bool)

        func matches(_ character: Character) -> Bool {
            switch self {
            case .any: false
            case .one: true
            case .literal(let wanted): character == wanted
            case .set(let ranges, let negated):
                ranges.contains { $0.contains(character) } != negated
            }
        }
    }

    private static func tokens(_ pattern: Substring) -> [Token] {
        var tokens: [Token] = []
        var rest = pattern
        while let character = rest.popFirst() {
            switch character {
            case "*": tokens.append(.any)
            case "?": tokens.append(.one)
            case "\\": tokens.append(.literal(rest.popFirst() ?? "\\"))
            case "[":
                guard let end = rest.dropFirst().firstIndex(of: "]") else {
                    tokens.append(.literal("["))
                    continue
                }
                tokens.append(set(rest[..<end]))
                rest = rest[rest.index(after: end)...]
            default: tokens.append(.literal(character))
            }
        }
        return tokens
    }

    private static func set(_ text: Substring) -> Token {
        var rest = text
        let negated = rest.first == "!" || rest.first == "^"
        if negated { rest = rest.dropFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let low = rest.popFirst() {
            guard rest.first == "-", let high = rest.dropFirst().first, low <= high else {
                ranges.append(low...low)
                continue
            }
            ranges.append(low...high)
            rest = rest.dropFirst(2)
        }
        return .set(ranges, negated: negated)
    }
}
