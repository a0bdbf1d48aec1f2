import Reports

/// A generator with a fixed beginning, so that a failure can be had again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Reports made up by dice, with everything that writers have a place for.
struct RandomReports {
    var dice: Dice

    static let words = [
        "pays", "a < b && c > \"d\"", "naïve 😀", "a|b`c`", "x # TODO y", "{", "[[ATTACHMENT|",
        "%0A::error::",
        "1..3", "ok 1", "\\", "line\nline", "a: b", "'", "tab\there", "@team #12 <!-- --> ]]>",
        "...",
    ]

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &dice) < percent }

    mutating func word() -> String {
        "\(Self.words.randomElement(using: &dice) ?? "")\(Int.random(in: 0..<1_000, using: &dice))"
    }

    mutating func duration() -> Duration? {
        chance(80) ? .milliseconds(Int.random(in: 0...90_000, using: &dice)) : nil
    }

    mutating func report() -> TestReport {
        var report = TestReport(name: word())
        for number in 0..<Int.random(in: 1...4, using: &dice) {
            var suite = TestSuite(path: SuitePath(["suite \(number)"]))
            for place in 0..<Int.random(in: 1...6, using: &dice) {
                suite.cases.append(testCase(in: suite.path, place))
            }
            report.suites.append(suite)
        }
        return report
    }

    private mutating func testCase(in suite: SuitePath, _ place: Int) -> TestCase {
        var testCase = TestCase(
            suite: suite,
            classname: word(),
            name: "\(word()) \(place)",
            outcome: TestOutcome.allCases.randomElement(using: &dice) ?? .passed,
            duration: duration()
        )
        if chance(40) { testCase.file = "src/a \(place).swift" }
        if chance(40) { testCase.line = Int.random(in: 1...900, using: &dice) }
        switch testCase.outcome {
        case .passed: break
        case .failed: testCase.problems = [problem(.failure)]
        case .error: testCase.problems = [problem(.error)]
        case .skipped: testCase.problems = [TestProblem(.skipped, message: line())]
        }
        if chance(30) { testCase.output = word() }
        if chance(20) { testCase.errorOutput = word() }
        return testCase
    }

    private mutating func line() -> String {
        word().split(separator: "\n").joined(separator: " ")
    }

    private mutating func problem(_ kind: TestProblem.Kind) -> TestProblem {
        TestProblem(kind, type: line(), message: line(), text: word() + "\n" + word())
    }
}
