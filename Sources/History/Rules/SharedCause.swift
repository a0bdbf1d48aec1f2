import Reports

/// Failures of several tests that look like one cause.
package struct SharedCause: Sendable {
    /// What they have in common.
    package var cause: CauseName
    /// The tests, at least two, in the order of the suite.
    package var results: [SuiteResult]

    /// The causes that several failures share, the one of most tests first.
    ///
    /// - Parameter results: Tests of any outcome.
    /// - Returns: The causes; a failure without a known cause is in none.
    package static func causes(of results: [SuiteResult]) -> [SharedCause] {
        var causes: [SharedCause] = []
        var places: [String: Int] = [:]
        for result in results where result.outcome.isFailing {
            guard let cause = result.failure else { continue }
            if let place = places[cause.id] {
                causes[place].results.append(result)
            } else {
                places[cause.id] = causes.count
                causes.append(SharedCause(cause: cause, results: [result]))
            }
        }
        return causes.filter { $0.results.count > 1 }.enumerated()
            .sorted {
                ($1.element.results.count, $0.offset) < ($0.element.results.count, $1.offset)
            }
            .map(\.element)
    }
}
