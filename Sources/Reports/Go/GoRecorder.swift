/// Gathers what `go test` says, in text or in JSON, and makes a report of it.
///
/// Subtests and their parents are cases of their own. A test that began and never ended is an
/// error: the process died in it. A package that failed though none of its tests did (a build that
/// broke, a panic outside of tests, a race found at the end) gets one case more that says so.
struct GoRecorder {
    /// The longest output that is gathered of one test or package, in bytes.
    private static let outputMax = 1 << 20

    private(set) var draft: ReportDraft
    private var packages: [String: GoPackage] = [:]
    private var order: [String] = []

    init(_ bytes: [UInt8], _ source: ReportSource) {
        draft = ReportDraft(bytes, source)
    }

    private mutating func change(_ package: String, _ body: (inout GoPackage) -> Void) {
        draft.hasContent = true
        if packages[package] == nil { order.append(package) }
        body(&packages[package, default: GoPackage()])
    }

    mutating func begin(_ test: String, in package: String, at offset: Int) {
        change(package) { $0.begin(test, at: offset) }
    }

    mutating func print(_ text: String, of test: String?, in package: String) {
        change(package) { package in
            if let test {
                package.append(text, to: test, max: Self.outputMax)
            } else {
                package.output.append(text, max: Self.outputMax)
            }
        }
    }

    mutating func printBuild(_ text: String, of package: String) {
        change(package) { $0.buildOutput.append(text, max: Self.outputMax) }
    }

    /// Whether a test is known that has not ended.
    func isOpen(_ test: String, in package: String) -> Bool {
        packages[package]?.isOpen(test) == true
    }

    /// Whether a subtest is known that has not ended, though the test around it has.
    func isLost(_ test: String, in package: String) -> Bool {
        guard let slash = test.firstIndex(of: "/"), let known = packages[package] else {
            return false
        }
        return known.isOpen(test) && known.hasEnded(String(test[..<slash]))
    }

    /// Takes one measurement of a benchmark.
    mutating func measure(_ name: String, _ time: Duration?, in package: String, at offset: Int) {
        change(package) { $0.measure(name, time, at: offset) }
    }

    mutating func end(
        _ test: String,
        _ outcome: TestOutcome,
        _ time: Duration?,
        in package: String,
        at offset: Int
    ) {
        change(package) { $0.end(test, outcome, time, at: offset) }
    }

    mutating func end(_ package: String, isOK: Bool, note: String = "") {
        change(package) { package in
            package.isOK = isOK
            if !note.isEmpty { package.note = note }
        }
    }

    /// Gives the tests that stand under no name to a package, whose name comes behind them.
    mutating func name(_ package: String) {
        guard let nameless = packages.removeValue(forKey: "") else { return }
        order.removeAll { $0.isEmpty }
        // Errors of its build may have come before, under its own name, or an earlier run of it.
        if packages[package] == nil { order.append(package) }
        packages[package, default: GoPackage()].append(nameless, max: Self.outputMax)
    }

    mutating func complain(_ message: String, at offset: Int) {
        draft.log.add(.notWellFormed, message, at: offset)
    }

    mutating func cut(at offset: Int) {
        draft.isIncomplete = true
        draft.log.add(.incomplete, "the report ends inside a line", at: offset)
    }
}

// MARK: The report

extension GoRecorder {
    /// The report, when all is read.
    mutating func finished() -> TestReport {
        for name in order {
            guard var package = packages[name] else { continue }
            package.endSubtests()
            add(package, name)
        }
        return draft.finished()
    }

    private mutating func add(_ package: GoPackage, _ name: String) {
        let path = SuitePath([name.isEmpty ? "go test" : name])
        for test in package.tests {
            add(test, package, name, to: path)
        }
        let isBroken = package.isOK == false && !package.hasFailingTest
        let isUnbuilt = package.isOK == nil && !package.buildOutput.isEmpty
        if isBroken || isUnbuilt { addBroken(package, name, to: path) }
        let output = draft.text(package.output, at: 0)
        if !output.isEmpty || !package.tests.isEmpty {
            draft.change(path) { $0.output = output }
        }
    }

    private mutating func add(
        _ test: GoPackage.Test,
        _ package: GoPackage,
        _ name: String,
        to path: SuitePath
    ) {
        let outcome = test.outcome ?? .error
        var details = TestCaseDetails()
        let output = draft.text(test.output, of: outcome, at: test.offset)
        switch outcome {
        case .passed: details.output = output
        case .skipped:
            details.problems = [TestProblem(.skipped, message: Self.firstMessage(output))]
            details.output = output
        case .failed:
            let message = Self.firstMessage(output)
            details.problems = [TestProblem(.failure, message: message, text: output)]
        case .error:
            let message = "the test began and never ended"
            details.problems = [TestProblem(.error, message: message, text: output)]
        }
        let known = TestCase(
            suite: path,
            classname: draft.label(name, at: test.offset),
            name: draft.label(test.name, at: test.offset),
            outcome: outcome,
            duration: test.duration,
            details: details
        )
        draft.add(known, at: test.offset)
    }

    private mutating func addBroken(_ package: GoPackage, _ name: String, to path: SuitePath) {
        let note = package.note.isEmpty ? "failed" : package.note
        let isBuild = !package.buildOutput.isEmpty || package.note.hasSuffix("failed")
        let text = package.buildOutput.isEmpty ? package.output : package.buildOutput
        var details = TestCaseDetails()
        details.problems = [
            TestProblem(
                .error,
                type: isBuild ? "build" : "package",
                message: isBuild ? "the package could not be built" : "the package failed",
                text: draft.text(text, at: 0)
            )
        ]
        let label = draft.label(name, at: 0)
        draft.add(
            TestCase(
                suite: path,
                classname: label,
                name: "[\(draft.label(note, at: 0))]",
                outcome: .error,
                details: details
            ),
            at: 0
        )
    }

    /// What stands behind the first `file_test.go:12:` of an output.
    private static func firstMessage(_ output: String) -> String {
        for line in output.split(separator: "\n").prefix(1_000) {
            let text = line.trimmed
            guard let end = text.endOfGoPlace else { continue }
            return String(text[end...].trimmed.prefix(500))
        }
        return ""
    }
}

extension Substring {
    /// Behind a `name.go:12: ` with which a text begins.
    fileprivate var endOfGoPlace: Index? {
        let name = prefix { $0 != ":" && $0 != " " }
        guard name.hasSuffix(".go"), name.endIndex < endIndex else { return nil }
        let rest = self[name.endIndex...].dropFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, rest[digits.endIndex...].first == ":" else { return nil }
        return rest.index(after: digits.endIndex)
    }
}
