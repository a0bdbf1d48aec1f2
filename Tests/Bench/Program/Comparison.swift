/// One table: contenders that did the same thing, round by round.
struct Comparison: Sendable {
    /// What they did.
    var title: String
    /// Of all values: `ms`, `MiB/s`, `MiB`.
    var unit: String
    /// The first is what the others' ratios refer to.
    var series: [Series] = []
    /// What was promised.
    var targets: [Target] = []
    /// Contenders that are missing, and why.
    var leftOut: [(name: String, reason: String)] = []

    /// A promise and what came of it.
    struct Target: Sendable {
        /// What was promised.
        var text: String
        /// What was measured, in words.
        var measured: String
        /// Whether it was kept.
        var isMet: Bool
    }

    init(_ title: String, unit: String) {
        self.title = title
        self.unit = unit
    }

    /// The values of a contender, nil where it is missing.
    subscript(name: String) -> Series? {
        series.first { $0.name == name && !$0.values.isEmpty }
    }

    /// Promises that one contender's value is at most so many times another's; says nothing where one is missing.
    mutating func expect(_ text: String, _ name: String, atMost bound: Double, times other: String)
    {
        guard let ratio = self[name].flatMap({ one in self[other].map(one.ratio) }) else { return }
        targets.append(
            Target(text: text, measured: "\(Figure(ratio))×", isMet: ratio <= bound)
        )
    }

    /// Promises that one contender's value is at least so many times another's.
    mutating func expect(_ text: String, _ name: String, atLeast bound: Double, times other: String)
    {
        guard let ratio = self[name].flatMap({ one in self[other].map(one.ratio) }) else { return }
        targets.append(
            Target(text: text, measured: "\(Figure(ratio))×", isMet: ratio >= bound)
        )
    }

    /// Promises that a contender's median is below a bound.
    mutating func expect(_ text: String, _ name: String, below bound: Double) {
        guard let median = self[name]?.median else { return }
        targets.append(
            Target(text: text, measured: "\(Figure(median)) \(unit)", isMet: median < bound)
        )
    }
}

/// A number as tables show it: three digits that mean something.
struct Figure: CustomStringConvertible {
    private let value: Double

    init(_ value: Double) {
        self.value = value
    }

    var description: String {
        guard value.isFinite else { return "–" }
        let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][digits]
        let whole = Int((value * scale).rounded())
        guard digits > 0 else { return "\(whole)" }
        let sign = whole < 0 ? "-" : ""
        let fraction = "\(abs(whole) % Int(scale))"
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(abs(whole) / Int(scale)).\(zeros)\(fraction)"
    }
}
