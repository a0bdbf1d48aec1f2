import Containers

/// What is made otherwise for one fork of a snapshot, to find out what a failure depends on.
package struct StressVariation: Sendable, Hashable {
    /// How much of a processor's time it gets; nil for as much as the job.
    package var processorShare: Double?
    /// Whether all its threads run on one processor, one after the other.
    package var isOnOneProcessor = false
    /// How far the clock since the machine's start (`CLOCK_MONOTONIC`) is moved, in seconds.
    package var clockOffsetSeconds: Int64?
    /// How much later packets arrive on each way, in milliseconds.
    package var networkDelayMilliseconds: Int?
    /// The seed for the order of hash tables, where a language takes one: Python, Perl, Ruby's and PHP's do not.
    package var orderSeed: UInt32?

    /// Nothing is made otherwise.
    package init() {}

    /// A variation that is drawn by lot: each thing with a chance of one half.
    ///
    /// - Parameters:
    ///   - hasNetwork: Whether there is a network whose packets could be delayed.
    ///   - generator: Draws.
    package init(hasNetwork: Bool, using generator: inout some RandomNumberGenerator) {
        if Bool.random(using: &generator) {
            processorShare = Double(Int.random(in: 1...10, using: &generator)) / 20
        }
        isOnOneProcessor = Bool.random(using: &generator)
        if Bool.random(using: &generator) {
            clockOffsetSeconds = [60, 3600, 86_400 * 30, 86_400 * 400].randomElement(
                using: &generator
            )
        }
        if hasNetwork, Bool.random(using: &generator) {
            networkDelayMilliseconds = Int.random(in: 5...200, using: &generator)
        }
        if Bool.random(using: &generator) {
            orderSeed = UInt32.random(in: 1...4_000_000_000, using: &generator)
        }
    }

    /// The factors by name, and whether each is at work.
    package var factors: [(name: String, isOn: Bool)] {
        [
            ("little processor time", processorShare != nil),
            ("one processor", isOnOneProcessor), ("moved clock", clockOffsetSeconds != nil),
            ("network delay", networkDelayMilliseconds != nil),
            ("hash order", orderSeed != nil),
        ]
    }

    /// In words: `cpu 0.3, one processor, clock +3600s`.
    package var text: String {
        var parts: [String] = []
        if let processorShare { parts.append("cpu \(processorShare)") }
        if isOnOneProcessor { parts.append("one processor") }
        if let clockOffsetSeconds { parts.append("clock +\(clockOffsetSeconds)s") }
        if let networkDelayMilliseconds { parts.append("network +\(networkDelayMilliseconds)ms") }
        if let orderSeed { parts.append("hash seed \(orderSeed)") }
        return parts.isEmpty ? "as it was" : parts.joined(separator: ", ")
    }

    /// The variables that it sets.
    var environment: [EnvironmentVariable] {
        guard let orderSeed else { return [] }
        return [
            EnvironmentVariable("PYTHONHASHSEED", "\(orderSeed)"),
            EnvironmentVariable("PERL_HASH_SEED", "\(orderSeed)"),
        ]
    }
}
