/// One thing a report says about a case beyond "passed": an element such as `<failure>` or
/// `<skipped>`.
package struct TestProblem: Sendable, Hashable {
    /// Which element it was.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An expectation did not hold.
        case failure
        /// The test could not run to its end.
        case error
        /// The test was not run, or what it found is expected.
        case skipped
        /// A further attempt at a failed test failed as well.
        case rerunFailure
        /// A further attempt at a failed test could not run to its end.
        case rerunError
        /// An attempt failed before a later one passed.
        case flakyFailure
        /// An attempt could not run to its end before a later one passed.
        case flakyError
    }

    /// Which element it was.
    package var kind: Kind
    private(set) var heldType: HeldText
    private(set) var heldMessage: HeldText
    private(set) var heldText: HeldText

    /// A problem with what is known of it.
    package init(_ kind: Kind, type: String = "", message: String = "", text: String = "") {
        self.init(kind, HeldText(type), HeldText(message), HeldText(text))
    }

    /// A problem whose texts are put away already.
    init(_ kind: Kind, _ type: HeldText, _ message: HeldText, _ text: HeldText) {
        self.kind = kind
        heldType = type
        heldMessage = message
        heldText = text
    }

    /// The exception or assertion type, such as `java.lang.AssertionError`; empty where none is
    /// given.
    package var type: String {
        get { heldType.string }
        set { heldType = HeldText(newValue) }
    }

    /// The message in short, colour sequences included; empty where none is given.
    package var message: String {
        get { heldMessage.string }
        set { heldMessage = HeldText(newValue) }
    }

    /// The message in full with its trace, colour sequences included; empty where none is given.
    package var text: String {
        get { heldText.string }
        set { heldText = HeldText(newValue) }
    }
}

extension TestProblem.Kind {
    /// Whether it tells of an attempt beside the one that the case itself tells of.
    var isAttempt: Bool {
        isFlaky || self == .rerunFailure || self == .rerunError
    }

    /// Whether it says that a later attempt passed.
    var isFlaky: Bool {
        self == .flakyFailure || self == .flakyError
    }

    /// How the attempt ended that the problem tells of.
    var outcome: TestOutcome {
        switch self {
        case .failure, .rerunFailure, .flakyFailure: .failed
        case .error, .rerunError, .flakyError: .error
        case .skipped: .skipped
        }
    }
}
