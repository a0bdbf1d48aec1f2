extension TestReport {
    /// The report with one case for each test, where it had one for each attempt.
    ///
    /// Cases of one suite with the same class, name and file are attempts of one test. Where all
    /// but the last failed, they were retries and the last one decides. Where not, they are
    /// repetitions, such as the rows of a table under one name, and the gravest result decides. A
    /// test is flaky when some of its attempts pass and others fail; a pass with an error behind it
    /// is a test whose clean-up broke.
    ///
    /// pytest-rerunfailures writes failed attempts as empty passes, and only `tests` betrays it:
    /// where it counts distinct names, there are more cases, and none but the last ones failed, all
    /// empty ones but the last failed. A suite of pytest counts more than tests (subtests, failures of
    /// clean-up), so there it is enough that the numbers differ and that some test stands there once:
    /// where workers repeat a run (`--dist each`), none does.
    package func joiningAttempts() -> TestReport {
        var report = self
        report.suites = suites.map { suite in
            var suite = suite.showingHiddenFailures(isPytest: isPytest)
            suite.cases = suite.joinedCases()
            return suite
        }
        return report
    }

    /// Whether pytest says that it is its report, whatever the suite is called.
    var isPytest: Bool { name == "pytest tests" }

    /// The sums over the report as `joiningAttempts()` gives it, without a second report.
    var joinedTotals: ReportTotals {
        var totals = ReportTotals()
        for suite in suites {
            suite.showingHiddenFailures(isPytest: isPytest).forEachTest { totals.count($0) }
        }
        return totals
    }
}

extension TestSuite {
    /// The suite with its empty passes told as failures where pytest-rerunfailures hid failures in
    /// them.
    ///
    /// - Parameter isPytest: Whether the report is pytest's; its own name for a suite tells as well.
    /// - Returns: The suite, with the outcomes of hidden failures changed.
    func showingHiddenFailures(isPytest: Bool) -> TestSuite {
        guard let declared = declared.tests, declared != cases.count else { return self }
        let isPytest = isPytest || path.names.last == "pytest"
        guard isPytest || declared < cases.count else { return self }
        var suite = self
        var counts: [CaseKey: Int] = [:]
        let earlier = cases.indices.reversed().filter {
            counts[CaseKey(cases[$0]), default: 0] += 1
            return counts[CaseKey(cases[$0])] != 1
        }
        if isPytest, counts.values.contains(1) {
            for index in earlier where cases[index].outcome == .passed {
                suite.tellFailure(of: index)
            }
            return suite
        }
        // A tool that tells how an attempt failed hides nothing.
        guard counts.count == declared, !earlier.contains(where: { cases[$0].outcome == .failed })
        else { return self }
        for index in earlier where cases[index].isBarePass { suite.tellFailure(of: index) }
        return suite
    }

    private mutating func tellFailure(of index: Int) {
        cases[index].outcome = .failed
        cases[index].problems = [Self.hiddenFailure]
    }

    /// Its cases, those of one test joined, in the order of their first attempts.
    func joinedCases() -> [TestCase] {
        guard !repeatedHashes.isEmpty else { return cases }
        var joined: [TestCase] = []
        joined.reserveCapacity(cases.count)
        forEachTest { joined.append($0) }
        return joined
    }

    /// Gives one case for each test, in the order of their first attempts.
    fileprivate func forEachTest(_ body: (TestCase) -> Void) {
        let repeated = repeatedHashes
        guard !repeated.isEmpty else { return cases.forEach(body) }
        var groups: [CaseKey: [Int]] = [:]
        for (index, testCase) in cases.enumerated() {
            let key = CaseKey(testCase)
            if repeated.contains(key.shortHash) { groups[key, default: []].append(index) }
        }
        for (index, testCase) in cases.enumerated() {
            let key = CaseKey(testCase)
            guard repeated.contains(key.shortHash), let group = groups[key] else {
                body(testCase)
                continue
            }
            if group[0] == index { Self.joined(group.map { cases[$0] }).map(body) }
        }
    }

    /// The hashes that several cases have in common.
    ///
    /// Of two million cases they take 8 MB, a set of keys 200; two keys with one hash are told apart
    /// later.
    private var repeatedHashes: Set<UInt32> {
        let hashes = cases.map { CaseKey($0).shortHash }.sorted()
        return Set(zip(hashes, hashes.dropFirst()).lazy.filter { $0 == $1 }.map(\.0))
    }

    private static let hiddenFailure = TestProblem(
        .failure,
        message: "this attempt failed; the report does not say how"
    )
}

// MARK: One test

extension TestSuite {
    /// One case from the attempts of one test.
    private static func joined(_ told: [TestCase]) -> TestCase? {
        let attempts = withoutRetold(told)
        guard attempts.count > 1 else { return attempts.first }
        let decisive = decisiveIndex(of: attempts.map(\.outcome))
        var verdict = attempts[decisive]
        verdict.isFlaky =
            attempts.contains(where: \.isFlaky) || isFlaky(attempts.map(\.outcome))
        verdict.attempts = attempts.indices.flatMap { index in
            let own = index == decisive ? [] : [TestAttempt(of: attempts[index])]
            return own + attempts[index].attempts
        }
        return verdict
    }

    /// The cases without those whose runs are all told by a larger one: that one may come from a
    /// report that was joined before.
    private static func withoutRetold(_ cases: [TestCase]) -> [TestCase] {
        guard
            let largest = cases.max(by: { $0.attempts.count < $1.attempts.count }),
            !largest.attempts.isEmpty
        else { return cases }
        let told = Dictionary(grouping: runs(of: largest)) { $0 }
        return cases.filter { testCase in
            testCase.attempts.count == largest.attempts.count
                || !Dictionary(grouping: runs(of: testCase)) { $0 }.allSatisfy {
                    $0.value.count <= told[$0.key]?.count ?? 0
                }
        }
    }

    private static func runs(of testCase: TestCase) -> [AttemptKey] {
        ([TestAttempt(of: testCase)] + testCase.attempts).map(AttemptKey.init)
    }

    /// Which attempt decides: the last of retries, the gravest of repetitions.
    private static func decisiveIndex(of outcomes: [TestOutcome]) -> Int {
        if outcomes.dropLast().allSatisfy(\.isFailing) { return outcomes.count - 1 }
        return outcomes.indices.reduce(0) { best, index in
            outcomes[index].severity >= outcomes[best].severity ? index : best
        }
    }

    private static func isFlaky(_ outcomes: [TestOutcome]) -> Bool {
        outcomes != [.passed, .error] && outcomes.contains(.passed)
            && outcomes.contains(where: \.isFailing)
    }
}

extension TestAttempt {
    /// The run that a case tells of, without the attempts beside it.
    init(of testCase: TestCase) {
        self.init(
            testCase.outcome,
            problems: testCase.problems,
            duration: testCase.duration,
            output: testCase.output,
            errorOutput: testCase.errorOutput
        )
    }
}
