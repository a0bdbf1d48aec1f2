/// The tests of one Go package while its output is read.
struct GoPackage {
    /// A test that was begun.
    struct Test {
        var name: String
        /// Nil until it says how it ended.
        var outcome: TestOutcome?
        var duration: Duration?
        var output = ""
        var offset: Int
    }

    /// Its tests, in the order in which they began.
    private(set) var tests: [Test] = []
    /// What it printed outside of any test.
    var output = ""
    /// What the compiler said of it.
    var buildOutput = ""
    /// Whether it ended well; nil until it ended.
    var isOK: Bool?
    /// What stands in brackets behind its end: `build failed`.
    var note = ""
    /// Where the last test of a name stands: a test may be repeated.
    private var places: [String: Int] = [:]
    /// What was measured of each benchmark.
    private var benchmarks: [String: [Duration]] = [:]

    /// Whether a test is known that has not ended.
    func isOpen(_ name: String) -> Bool {
        places[name].map { tests[$0].outcome == nil } ?? false
    }

    /// Whether a test is known that has ended.
    func hasEnded(_ name: String) -> Bool {
        places[name].map { tests[$0].outcome != nil } ?? false
    }

    /// Begins a test.
    mutating func begin(_ name: String, at offset: Int) {
        places[name] = tests.count
        tests.append(Test(name: name, offset: offset))
    }

    /// Adds to what a test printed, as far as some bytes go.
    mutating func append(_ text: String, to name: String, max: Int) {
        guard let place = places[name] else { return output.append(text, max: max) }
        tests[place].output.append(text, max: max)
    }

    /// Ends a test; begins it where it has not begun or has ended before.
    mutating func end(_ name: String, _ outcome: TestOutcome, _ time: Duration?, at offset: Int) {
        if let place = places[name], benchmarks[name] != nil {
            return tests[place].outcome = outcome
        }
        if !isOpen(name) { begin(name, at: offset) }
        guard let place = places[name] else { return }
        tests[place].outcome = outcome
        tests[place].duration = time
    }

    /// Takes one measurement of a benchmark; of several (`-count`, `-cpu`) the mean counts.
    mutating func measure(_ name: String, _ time: Duration?, at offset: Int) {
        var times = benchmarks[name] ?? []
        if let time { times.append(time) }
        if let place = places[name], benchmarks[name] != nil {
            tests[place].outcome = tests[place].outcome ?? .passed
            tests[place].duration = times.isEmpty ? nil : times.reduce(.zero, +) / times.count
        } else {
            end(name, .passed, time, at: offset)
        }
        benchmarks[name] = times
    }

    /// Adds what is known of another run of the package, which has not ended.
    mutating func append(_ run: GoPackage, max: Int) {
        for (name, place) in run.places { places[name] = tests.count + place }
        tests += run.tests
        output.append(run.output, max: max)
        benchmarks.merge(run.benchmarks) { _, new in new }
    }

    /// Ends the subtests that were not told to have ended, where the test around them passed: it
    /// would have failed with them (golang/go#40771).
    mutating func endSubtests() {
        for place in tests.indices where tests[place].outcome == nil {
            let parts = tests[place].name.split(separator: "/", maxSplits: 1)
            guard parts.count == 2, let root = places[String(parts[0])] else { continue }
            if tests[root].outcome == .passed { tests[place].outcome = .passed }
        }
    }

    /// Whether something in it failed or never ended.
    var hasFailingTest: Bool {
        tests.contains { $0.outcome != .passed && $0.outcome != .skipped }
    }
}

extension String {
    /// Adds a text, if there is room for it.
    mutating func append(_ text: String, max: Int) {
        if utf8.count + text.utf8.count <= max { append(text) }
    }
}
