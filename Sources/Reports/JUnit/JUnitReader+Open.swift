extension JUnitReader {
    /// What a start tag begins.
    mutating func opened(_ tag: JUnitTag) -> OpenElement {
        var element = OpenElement(
            tag: tag.element,
            offset: tag.offset,
            suite: open.last?.suite,
            scope: open.last?.scope ?? 0,
            text: tag.element.holdsText ? CollectedText(limits.text) : nil
        )
        switch tag.element {
        case .testsuites: openReport(tag, &element)
        case .testsuite: openSuite(tag, &element)
        case .testcase: openCase(tag, in: element)
        case .property: element.property = property(tag)
        case .output, .errorOutput: openOutput(&element)
        case .properties, .stackTrace: break
        case .failure, .error, .skipped, .disabled, .rerunFailure, .rerunError, .flakyFailure,
            .flakyError:
            element.problem = problem(tag)
        }
        return element
    }

    private mutating func openReport(_ tag: JUnitTag, _ element: inout OpenElement) {
        let name = label(tag[.name])
        if report.name.isEmpty { report.name = name }
        addScope(name.isEmpty ? "the report" : "\"\(name)\"", tag, &element)
    }

    private mutating func openSuite(_ tag: JUnitTag, _ element: inout OpenElement) {
        guard report.suites.count < limits.suitesMax else {
            return log.add(.limit, "more than \(limits.suitesMax) suites", at: tag.offset)
        }
        let around = element.suite.map { report.suites[$0].path } ?? SuitePath()
        var suite = TestSuite(path: around.appending(label(tag[.name])))
        suite.timestamp = timestamp(tag)
        suite.hostname = tag[.hostname].map { label($0) }
        suite.file = tag[.file, .filepath].map { label($0) }
        suite.declared = declaredCounts(tag)
        element.suite = report.suites.count
        report.suites.append(suite)
        addScope("\"\(suite.name)\"", tag, &element)
    }

    private mutating func addScope(_ name: String, _ tag: JUnitTag, _ element: inout OpenElement) {
        // Nothing else bounds the number of `testsuites` elements; the rest goes unchecked.
        guard scopes.count < limits.suitesMax * 2 else { return }
        scopes.append(
            CountScope(
                name: name,
                offset: tag.offset,
                parent: element.scope,
                declared: declaredCounts(tag)
            )
        )
        element.scope = scopes.count - 1
    }

    private mutating func openCase(_ tag: JUnitTag, in element: OpenElement) {
        var draft = CaseDraft(
            suite: element.suite,
            scope: element.scope,
            offset: tag.offset
        )
        draft.name = label(tag[.name])
        draft.classname = classname(tag[.classname, .class])
        draft.status = tag[.status].map { label($0).lowercased() } ?? ""
        draft.result = tag[.result].map { label($0).lowercased() } ?? ""
        draft.duration = duration(tag[.time, .duration])
        draft.details.line = tag[.line, .lineno].flatMap { JUnitNumbers.integer(bytes[$0]) }
        draft.details.file = tag[.file, .filepath].map { filename($0) }
        cases.append(draft)
    }

    private mutating func openOutput(_ element: inout OpenElement) {
        let tellsOfAttempt = open.last?.problem?.kind.isAttempt == true
        guard let last = cases.indices.last, !tellsOfAttempt else { return }
        element.feedsCase = true
        if cases[last].outputs == nil { cases[last].outputs = CaseOutputs(limits.text) }
        if element.tag == .output {
            cases[last].outputs?.output.breakLine()
        } else {
            cases[last].outputs?.errorOutput.breakLine()
        }
    }

    private mutating func property(_ tag: JUnitTag) -> TestProperty {
        TestProperty(label(tag[.name]), label(tag[.value]))
    }

    private mutating func problem(_ tag: JUnitTag) -> TestProblem? {
        guard let kind = tag.element.problemKind else { return nil }
        return TestProblem(kind, type: label(tag[.type]), message: message(tag[.message]))
    }
}

// MARK: Attributes

extension JUnitReader {
    /// An attribute that names something: no colours; empty where it is missing.
    mutating func label(_ range: Range<Int>?) -> String {
        range.map { attributeText($0, keepsColours: false) } ?? ""
    }

    /// An attribute that says something.
    private mutating func message(_ range: Range<Int>?) -> String {
        range.map { attributeText($0, keepsColours: true) } ?? ""
    }

    private mutating func classname(_ range: Range<Int>?) -> String {
        guard let range else { return "" }
        if let known = classnames.text(of: range, in: bytes) { return known }
        let text = label(range)
        classnames.remember(text, of: range)
        return text
    }

    private mutating func filename(_ range: Range<Int>) -> String {
        if let known = filenames.text(of: range, in: bytes) { return known }
        let text = label(range)
        filenames.remember(text, of: range)
        return text
    }

    private mutating func attributeText(_ range: Range<Int>, keepsColours: Bool) -> String {
        if range.count <= limits.text.headBytes, XMLText.isPlain(bytes, range) {
            let finished = FinishedText.string(bytes[range])
            if finished.isDecodable { return finished.text }
        }
        var text = CollectedText(limits.text)
        text.append(bytes, range, as: .attribute)
        let finished = text.finished(limits.text, keepsColours: keepsColours)
        tell(finished, at: range.lowerBound)
        return finished.text
    }

    private mutating func duration(_ range: Range<Int>?) -> Duration? {
        guard let range else { return nil }
        switch JUnitNumbers.time(bytes[range]) {
        case .known(let duration): return duration
        case .missing: return nil
        case .nonsense:
            log.add(.time, "this duration is unknown", at: range.lowerBound)
            return nil
        }
    }

    private mutating func timestamp(_ tag: JUnitTag) -> ReportTimestamp? {
        guard let range = tag[.timestamp], !range.isEmpty else { return nil }
        let moment = ReportTimestamp(parsing: label(range))
        if moment == nil {
            log.add(.time, "this timestamp is unknown", at: range.lowerBound)
        }
        return moment
    }

    private mutating func declaredCounts(_ tag: JUnitTag) -> DeclaredCounts {
        func count(_ range: Range<Int>?) -> Int? {
            range.flatMap { JUnitNumbers.integer(bytes[$0]) }
        }
        var declared = DeclaredCounts()
        declared.tests = count(tag[.tests])
        declared.failures = count(tag[.failures])
        declared.errors = count(tag[.errors])
        declared.skipped = count(tag[.skipped, .skips, .skip])
        if let time = tag[.time], case .known(let duration) = JUnitNumbers.time(bytes[time]) {
            declared.duration = duration
        }
        return declared
    }
}
