/// The values of one contender, a value a round, in the order of the rounds.
struct Series: Sendable {
    /// What was measured.
    let name: String
    /// In the unit of its comparison.
    private(set) var values: [Double] = []

    init(_ name: String) {
        self.name = name
    }

    mutating func add(_ value: Double) {
        values.append(value)
    }

    /// The value below which a share of all values lies; the nearest that was measured.
    func quantile(_ share: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        let position = (Double(values.count - 1) * share).rounded()
        return values.sorted()[Int(position)]
    }

    var median: Double { quantile(0.5) }

    /// The median, over the rounds, of how many times the other's value this one's was in the same round.
    ///
    /// Rounds are compared with themselves, since another program on the machine slows a whole round down.
    func ratio(to other: Series) -> Double {
        var ratios = Series("")
        for (own, others) in zip(values, other.values) { ratios.add(own / others) }
        return ratios.median
    }
}
