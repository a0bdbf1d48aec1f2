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

    /// Whether a test is known that has not ended.
    func isOpen(_ name: String) -> Bool {
        places[name].map { tests[$0].outcome == nil } ?? false
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
        if !isOpen(name) { begin(name, at: offset) }
        guard let place = places[name] else { return }
        tests[place].outcome = outcome
        tests[place].duration = time
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
