/// How one test ended.
package enum TestOutcome: String, Sendable, Hashable, CaseIterable {
    /// It ran and found nothing wrong.
    case passed
    /// It ran and an expectation did not hold.
    case failed
    /// It could not run to its end: an exception, a crash, a set-up that broke.
    case error
    /// It was not run, or what it found is expected and does not count.
    case skipped

    /// Whether the outcome speaks against the code under test.
    package var isFailing: Bool {
        self == .failed || self == .error
    }

    /// From harmless to grave; the gravest of several results of one test is its verdict.
    var severity: Int {
        switch self {
        case .skipped: 0
        case .passed: 1
        case .failed: 2
        case .error: 3
        }
    }
}
