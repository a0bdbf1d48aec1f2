/// The names of a suite and of the suites around it, outermost first.
///
/// Nested suites share their ancestors, so that a million suites a thousand levels down (a hostile
/// file can say that in 12 bytes each) cost a million names and not a thousand million.
package struct SuitePath: Sendable {
    private final class Link: Sendable {
        let name: String
        let parent: Link?

        init(name: String, parent: Link?) {
            self.name = name
            self.parent = parent
        }
    }

    private var last: Link?

    /// The path of cases that stand in no suite.
    package init() {}

    /// A path from its names, outermost first.
    package init(_ names: some Sequence<String>) {
        for name in names {
            last = Link(name: name, parent: last)
        }
    }

    /// The path of a suite directly inside this one.
    package func appending(_ name: String) -> SuitePath {
        var path = SuitePath()
        path.last = Link(name: name, parent: last)
        return path
    }

    /// The names, outermost first.
    package var names: [String] {
        var names: [String] = []
        var link = last
        while let current = link {
            names.append(current.name)
            link = current.parent
        }
        return names.reversed()
    }

    /// The name of the suite itself; empty for cases that stand in no suite.
    package var name: String {
        last?.name ?? ""
    }

    /// Whether it is the path of cases that stand in no suite.
    package var isEmpty: Bool {
        last == nil
    }
}

extension SuitePath: Hashable {
    /// Paths are equal when all their names are.
    package static func == (left: SuitePath, right: SuitePath) -> Bool {
        var (one, other) = (left.last, right.last)
        while let first = one, let second = other {
            if first === second { return true }
            guard first.name == second.name else { return false }
            (one, other) = (first.parent, second.parent)
        }
        return one == nil && other == nil
    }

    /// Feeds the names, innermost first.
    package func hash(into hasher: inout Hasher) {
        var link = last
        while let current = link {
            hasher.combine(current.name)
            link = current.parent
        }
    }
}
