/// How far a test can be trusted.
package enum TestState: String, Sendable, Hashable, CaseIterable {
    /// It gives the same answer to the same question.
    case healthy
    /// Once it did not.
    case suspect
    /// More than once it did not, or within one run.
    case flaky
    /// It was flaky, and has been quiet for a while.
    case recovering
    /// It fails whatever it is given.
    case broken
}
