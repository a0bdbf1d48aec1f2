/// What a suite says about itself in its attributes, kept to be compared and never to be counted
/// with.
package struct DeclaredCounts: Sendable, Hashable {
    /// The attribute `tests`.
    package var tests: Int?
    /// The attribute `failures`.
    package var failures: Int?
    /// The attribute `errors`.
    package var errors: Int?
    /// The attribute `skipped`, or `skips` or `skip`, which older producers write.
    package var skipped: Int?
    /// The attribute `time`.
    package var duration: Duration?

    /// Nothing declared.
    package init() {}
}
