import Execution

/// Runs a step again and again, several times at once.
struct AttemptSeries {
    let reproducer: StepReproducer
    /// How often at the most.
    let count: Int
    /// Whether the first failure ends it.
    let stopsAtFailure: Bool
    /// How many at once.
    let parallel: Int
    /// What lots are drawn from; nil where nothing is varied.
    let seed: UInt64?
    let cancellation: Cancellation

    /// Runs the attempts.
    ///
    /// - Parameter tell: Told of each as it ends.
    /// - Returns: The attempts that ended, by number.
    /// - Throws: The host's failure.
    func run(telling tell: (StepAttempt) -> Void) async throws -> [StepAttempt] {
        var attempts: [StepAttempt] = []
        var next = 1
        try await withThrowingTaskGroup(of: StepAttempt.self) { group in
            func begin() {
                let number = next
                next += 1
                let variation = variation(number)
                group.addTask { try await reproducer.attempt(number, varying: variation) }
            }
            var isOver: Bool {
                next > count || cancellation.level > .none
                    || stopsAtFailure && attempts.contains(where: \.hasFailed)
            }
            for _ in 0..<parallel where !isOver { begin() }
            while let attempt = try await group.next() {
                if attempt.result.outcome == "cancelled" { continue }
                attempts.append(attempt)
                tell(attempt)
                if !isOver { begin() }
            }
        }
        try await reproducer.finish()
        return attempts.sorted { $0.number < $1.number }
    }

    /// The lots of an attempt; the first is as it was, so that there is something to compare with.
    private func variation(_ number: Int) -> StressVariation? {
        guard let seed else { return nil }
        guard number > 1 else { return StressVariation() }
        var lots = Lots(seed: seed ^ UInt64(number) &* 0xD134_2543_DE82_EF95)
        return StressVariation(hasNetwork: reproducer.hasOwnNetwork, using: &lots)
    }
}

/// Numbers that are the same for the same seed: SplitMix64 (Steele, Lea and Flood, 2014).
private struct Lots: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
