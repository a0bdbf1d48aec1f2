/// Something known of a test from before this report.
package struct TestMark: Sendable, Hashable {
    /// What sort of thing it is; the raw value is how people read it.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It fails and did not fail in the run that this one is compared with.
        case newlyFailing = "newly failing"
        /// It failed there as well.
        case stillFailing = "still failing"
        /// It failed there and passes.
        case fixed
        /// It is not known from before.
        case new
        /// It was run there and is skipped here.
        case newlySkipped = "newly skipped"
        /// It passes and fails with the same input.
        case flaky
        /// A reviewed list says that its failure does not count.
        case quarantined
    }

    /// What sort of thing it is.
    package var kind: Kind
    /// More of it: `since run 37`, `until 2027-01-31: ada, #812`; may be empty.
    package var note: String

    /// A mark.
    package init(_ kind: Kind, note: String = "") {
        self.kind = kind
        self.note = note
    }
}
