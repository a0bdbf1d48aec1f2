/// One test of a report: who it is, how it ended, how long it took, and the rest in
/// `TestCaseDetails`.
///
/// A report of 100 MB can hold two million of these, so a case that passed in silence takes 64
/// bytes and its names; `problems`, `output`, `file` and the other details are read and set as if
/// they stood here.
@dynamicMemberLookup
package struct TestCase: Sendable, Hashable {
    /// The suites it stands in.
    package var suite: SuitePath
    /// The class, module or file that holds the test; empty where the report does not say.
    package var classname: String
    /// The name of the test with its parameters; empty where the report does not say.
    package var name: String
    /// How it ended; where there were several attempts, the verdict over all of them.
    package var outcome: TestOutcome
    /// Whether some attempts passed and others failed.
    package var isFlaky: Bool

    /// -1 for unknown: `Duration?` would take 24 bytes.
    private var nanoseconds: Int64
    /// None or one: the cheapest box that keeps copies independent.
    private var boxed: [TestCaseDetails]

    /// A case with what is known of it.
    package init(
        suite: SuitePath = SuitePath(),
        classname: String = "",
        name: String,
        outcome: TestOutcome,
        isFlaky: Bool = false,
        duration: Duration? = nil,
        details: TestCaseDetails = TestCaseDetails()
    ) {
        self.suite = suite
        self.classname = classname
        self.name = name
        self.outcome = outcome
        self.isFlaky = isFlaky
        self.nanoseconds = duration?.wholeNanoseconds ?? -1
        self.boxed = details == .none ? [] : [details]
    }

    /// How long it took; nil where the report does not say or says nonsense.
    package var duration: Duration? {
        get { nanoseconds < 0 ? nil : .nanoseconds(nanoseconds) }
        set { nanoseconds = newValue?.wholeNanoseconds ?? -1 }
    }

    /// Everything beyond name, outcome and time.
    package var details: TestCaseDetails {
        get { boxed.first ?? .none }
        set { boxed = newValue == .none ? [] : [newValue] }
    }

    /// Reads or sets one of the details.
    package subscript<Value>(
        dynamicMember path: WritableKeyPath<TestCaseDetails, Value>
    ) -> Value {
        get { details[keyPath: path] }
        set { details[keyPath: path] = newValue }
    }

    /// Whether the case says nothing but that it passed.
    var isBarePass: Bool {
        guard outcome == .passed else { return false }
        guard let details = boxed.first else { return true }
        return details.problems.isEmpty && details.attempts.isEmpty && details.output.isEmpty
            && details.errorOutput.isEmpty
    }
}

extension Duration {
    /// The length in nanoseconds; nil below zero and beyond 292 years.
    var wholeNanoseconds: Int64? {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return nil }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        let (sum, tooLong) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return tooLong ? nil : sum
    }
}
