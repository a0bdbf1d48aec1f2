/// How many of some things were run.
package struct CoverageCount: Sendable, Hashable {
    /// Those that were run.
    package var covered = 0
    /// All of them.
    package var total = 0

    /// None of none.
    package init() {}

    /// A count from its two halves.
    package init(covered: Int, total: Int) {
        self.covered = covered
        self.total = total
    }

    /// Hundredths, 0...100, one decimal, rounded down, so that only all is 100; nil of nothing.
    package var percent: Double? {
        guard total > 0 else { return nil }
        let tenths = (Double(covered) / Double(total) * 1_000).rounded(.down)
        return covered >= total ? 100 : min(tenths, 999) / 10
    }

    /// Adds one thing.
    package mutating func count(isCovered: Bool) {
        total += 1
        covered += isCovered ? 1 : 0
    }

    /// Adds others.
    package static func += (left: inout CoverageCount, right: CoverageCount) {
        left.covered += right.covered
        left.total += right.total
    }
}
