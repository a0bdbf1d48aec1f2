/// One test of a report: who it is, how it ended, how long it took, and the rest in
/// `TestCaseDetails`.
///
/// A report of 100 MB can hold two million of these, so a case that passed in silence takes 48 bytes:
/// its name stays where it was read, what it has in common with its neighbours stands in one
/// `CaseHome`, and `problems`, `output` and the other details, which are read and set as if they
/// stood here, take nothing where there are none.
@dynamicMemberLookup
package struct TestCase: Sendable {
    /// What it has in common with its neighbours.
    private(set) var home: CaseHome
    /// What `name` says.
    private(set) var heldName: HeldText
    /// -1 for unknown: `Duration?` would take 24 bytes.
    private var nanoseconds: Int64
    /// `Int32.min` for unknown.
    private var shortLine: Int32
    /// How it ended; where there were several attempts, the verdict over all of them.
    package var outcome: TestOutcome
    /// Whether some attempts passed and others failed.
    package var isFlaky: Bool
    private var boxed: BoxedExtras

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
        home = CaseHome(suite, HeldText(classname), details.file.map(HeldText.init))
        heldName = HeldText(name)
        self.outcome = outcome
        self.isFlaky = isFlaky
        nanoseconds = duration?.wholeNanoseconds ?? -1
        shortLine = Self.short(details.line)
        boxed = BoxedExtras(details.extras)
    }

    /// The suites it stands in.
    package var suite: SuitePath {
        get { home.suite }
        set { if newValue != home.suite { home = CaseHome(newValue, home.classname, home.file) } }
    }

    /// The class, module or file that holds the test; empty where the report does not say.
    package var classname: String {
        get { home.classname.string }
        set { home = CaseHome(home.suite, HeldText(newValue), home.file) }
    }

    /// The name of the test with its parameters; empty where the report does not say.
    package var name: String {
        get { heldName.string }
        set { heldName = HeldText(newValue) }
    }

    /// How long it took; nil where the report does not say or says nonsense.
    package var duration: Duration? {
        get { nanoseconds < 0 ? nil : .nanoseconds(nanoseconds) }
        set { nanoseconds = newValue?.wholeNanoseconds ?? -1 }
    }

    /// Everything beyond name, outcome and time.
    package var details: TestCaseDetails {
        get {
            var details = TestCaseDetails()
            details.file = home.file?.string
            details.line = shortLine == Int32.min ? nil : Int(shortLine)
            details.extras = boxed.value
            return details
        }
        set {
            if newValue.file != home.file?.string {
                home = CaseHome(home.suite, home.classname, newValue.file.map(HeldText.init))
            }
            shortLine = Self.short(newValue.line)
            boxed = BoxedExtras(newValue.extras)
        }
    }

    /// Reads or sets one of the details.
    package subscript<Value>(
        dynamicMember path: WritableKeyPath<TestCaseDetails, Value>
    ) -> Value {
        get { details[keyPath: path] }
        set { details[keyPath: path] = newValue }
    }

    /// Nobody has a line beyond two thousand million; who says so is not believed.
    private static func short(_ line: Int?) -> Int32 {
        line.flatMap { Int32(exactly: $0) } ?? Int32.min
    }

    /// Whether the case says nothing but that it passed.
    var isBarePass: Bool {
        guard outcome == .passed else { return false }
        guard case .all(let box) = boxed else { return true }
        let extras = BoxedExtras.all(box).value
        return extras.problems.isEmpty && extras.attempts.isEmpty && extras.output.count == 0
            && extras.errorOutput.count == 0
    }
}

extension TestCase: Hashable {
    /// Cases are equal when they say the same.
    package static func == (left: TestCase, right: TestCase) -> Bool {
        left.nanoseconds == right.nanoseconds && left.shortLine == right.shortLine
            && left.outcome == right.outcome && left.isFlaky == right.isFlaky
            && left.heldName == right.heldName && left.home == right.home
            && left.boxed.value == right.boxed.value
    }

    /// Feeds what tells most cases apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(heldName)
        hasher.combine(home.classname)
        hasher.combine(nanoseconds)
        hasher.combine(outcome)
    }
}

// MARK: Put away

extension TestCase {
    /// The same case elsewhere.
    func moved(to home: CaseHome) -> TestCase {
        var moved = self
        moved.home = home
        return moved
    }

    /// The same case elsewhere, its texts held in another place.
    ///
    /// - Parameters:
    ///   - home: Where it stands then.
    ///   - text: Gives each of its own texts as it is held there.
    /// - Returns: The case, which says the same but for its home.
    func moved(to home: CaseHome, _ text: (HeldText) -> HeldText) -> TestCase {
        var moved = self
        moved.home = home
        moved.heldName = text(heldName)
        if case .none = boxed { return moved }
        var extras = boxed.value
        for index in extras.problems.indices {
            let problem = extras.problems[index]
            extras.problems[index] = TestProblem(
                problem.kind,
                text(problem.heldType),
                text(problem.heldMessage),
                text(problem.heldText)
            )
        }
        extras.output = text(extras.output)
        extras.errorOutput = text(extras.errorOutput)
        moved.boxed = BoxedExtras(extras)
        return moved
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
