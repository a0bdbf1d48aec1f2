/// Reads what `cargo test` prints: libtest's lines for people.
///
/// A binary that others follow without its `test result:` died, which is an error of its own; where
/// the text ends in one, the report is incomplete.
///
/// Source: rust, library/test/src/formatters/pretty.rs.
struct LibtestTextReader {
    private let bytes: [UInt8]
    private var draft: ReportDraft
    private var suite = SuitePath(["libtest"])
    /// The tests of the binary that runs, and where each stands.
    private var tests: [ForeignCase] = []
    private var places: [String: Int] = [:]
    private var isRunning = false
    /// The test whose output is being told.
    private var told: Int?

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = LibtestTextReader(bytes: bytes, draft: ReportDraft(bytes, source))
        for line in ReportLines(bytes) {
            reader.take(bytes.text(line), at: line.lowerBound)
        }
        if reader.isRunning { reader.endBinary(isWhole: false, isLast: true, at: bytes.count) }
        return reader.draft.finished(isCut: true)
    }

    /// Whether a line could stand nowhere else: `test a::b ... ok`, `test result: ok. 1 passed`.
    static func isDecisive(_ line: String) -> Bool {
        guard line.hasPrefix("test ") else { return false }
        if line.hasPrefix("test result: ok. ") || line.hasPrefix("test result: FAILED. ") {
            return true
        }
        return outcome(of: line) != nil
    }

    private static func outcome(of line: String) -> (name: String, word: String)? {
        guard line.hasPrefix("test "), let dots = line.ranges(of: " ... ").last else { return nil }
        let word = String(line[dots.upperBound...])
        guard
            word == "ok" || word == "FAILED" || word.hasPrefix("ignored")
                || word.hasPrefix("bench:")
        else { return nil }
        return (String(line[line.index(line.startIndex, offsetBy: 5)..<dots.lowerBound]), word)
    }

    private mutating func take(_ line: String, at offset: Int) {
        let text = line.trimmingXMLSpace
        if let (name, word) = Self.outcome(of: line) {
            add(name, word, at: offset)
        } else if line.hasPrefix("test result: ") {
            endBinary(isWhole: true, at: offset)
        } else if line.hasPrefix("running "), text.hasSuffix(" test") || text.hasSuffix(" tests") {
            if isRunning { endBinary(isWhole: false, at: offset) }
            isRunning = true
            draft.hasContent = true
        } else if text.hasPrefix("Running ") || text.hasPrefix("Doc-tests ") {
            if isRunning { endBinary(isWhole: false, at: offset) }
            suite = SuitePath([draft.label(Self.binary(text), at: offset)])
        } else if line.hasPrefix("---- "), line.hasSuffix(" ----") {
            told = places[Self.toldName(line)]
        } else if line == "failures:" || line == "successes:" {
            told = nil
        } else if let told {
            if tests[told].trace.utf8.count < 200_000 { tests[told].trace += line + "\n" }
        }
    }

    /// `Running unittests src/lib.rs (target/debug/deps/demo-1234)` is `src/lib.rs`.
    private static func binary(_ line: String) -> String {
        if line.hasPrefix("Doc-tests ") { return line }
        let path = line.dropFirst(8).split(separator: " (").first.map(String.init) ?? ""
        return path.hasPrefix("unittests ") ? String(path.dropFirst(10)) : path
    }

    private static func toldName(_ line: String) -> String {
        let inner = line.dropFirst(5).dropLast(5)
        for end in [" stdout", " stderr"] where inner.hasSuffix(end) {
            return String(inner.dropLast(end.count))
        }
        return String(inner)
    }

    private mutating func add(_ name: String, _ word: String, at offset: Int) {
        isRunning = true
        var test = ForeignCase(offset: offset)
        let plain =
            name.hasSuffix(" - should panic") ? String(name.dropLast(15)) : name
        if let colons = plain.ranges(of: "::").last, !plain.contains(" ") {
            test.classname = String(plain[..<colons.lowerBound])
            test.name = String(plain[colons.upperBound...])
        } else {
            test.name = plain
        }
        if word == "FAILED" {
            test.outcome = .failed
        } else if word.hasPrefix("ignored") {
            test.outcome = .skipped
            test.reason = String(word.dropFirst("ignored, ".count))
        }
        places[plain] = tests.count
        tests.append(test)
    }

    private mutating func endBinary(isWhole: Bool, isLast: Bool = false, at offset: Int) {
        for var test in tests {
            if test.outcome == .failed {
                let lines = test.trace.split(whereSeparator: \.isNewline)
                let panic = lines.firstIndex { $0.contains("panicked at") }
                // The message is the line behind the one that says where.
                let message = panic.map { lines.index(after: $0) } ?? lines.startIndex
                test.message = message < lines.endIndex ? String(lines[message]) : "failed"
            } else {
                (test.output, test.trace) = (test.trace, "")
            }
            draft.add(test.finished(in: suite, &draft), at: test.offset)
        }
        if !isWhole {
            var crash = ForeignCase(offset: offset)
            crash.name = "<binary>"
            crash.outcome = .error
            crash.message = "the test binary ended without a result"
            draft.isIncomplete = true
            draft.log.add(.incomplete, crash.message, at: offset)
            if !isLast { draft.add(crash.finished(in: suite, &draft), at: offset) }
        }
        (tests, places, told, isRunning) = ([], [:], nil, false)
    }
}
