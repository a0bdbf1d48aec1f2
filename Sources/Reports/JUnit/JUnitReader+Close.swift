extension JUnitReader {
    /// Puts what an element said where it belongs; the element is no longer open.
    mutating func closed(_ element: OpenElement) {
        switch element.tag {
        case .testcase: closeCase()
        case .property: closeProperty(element)
        case .output, .errorOutput: closeOutput(element)
        case .stackTrace: closeStackTrace(element)
        case .testsuites, .testsuite, .properties: break
        case .failure, .error, .skipped, .disabled, .rerunFailure, .rerunError, .flakyFailure,
            .flakyError:
            closeProblem(element)
        }
    }

    /// Text between tags.
    mutating func addText(_ range: Range<Int>, as form: XMLText.Form) {
        guard let last = open.indices.last else { return addText(outside: range) }
        guard open[last].tag.holdsText else { return }
        guard open[last].feedsCase, let draft = cases.indices.last else {
            open[last].text?.append(bytes, range, as: form)
            return
        }
        cases[draft].outputs?.marks.scan(bytes, range, as: form, max: limits.itemsMax)
        if open[last].tag == .output {
            cases[draft].outputs?.output.append(bytes, range, as: form)
        } else {
            cases[draft].outputs?.errorOutput.append(bytes, range, as: form)
        }
    }

    private mutating func addText(outside range: Range<Int>) {
        guard !hasTextOutside, let first = range.first(where: { !bytes[$0].isXMLSpace }) else {
            return
        }
        hasTextOutside = true
        log.add(.notWellFormed, "there is text outside of the report", at: first)
    }
}

// MARK: Cases

extension JUnitReader {
    private mutating func closeCase() {
        guard let draft = cases.popLast() else { return }
        guard caseCount < limits.casesMax else {
            isIncomplete = true
            return log.add(.limit, "more than \(limits.casesMax) cases", at: draft.offset)
        }
        caseCount += 1
        let index = suiteIndex(draft.suite)
        let testCase = finished(draft, in: report.suites[index].path)
        let share = Double(scanner.offset) / Double(bytes.count)
        report.suites[index].makeRoom(afterShare: share, max: limits.casesMax)
        report.suites[index].cases.append(
            shelf.keep(testCase, in: report.suites[index].path, at: draft.offset)
        )
        scopes[draft.scope].own.count(testCase)
    }

    private mutating func finished(_ draft: CaseDraft, in path: SuitePath) -> TestCase {
        let (outcome, isFlaky) = (draft.outcome, draft.isFlaky)
        let limit = outcome.isFailing || isFlaky ? limits.text : limits.passedOutput
        var details = draft.details
        details.output = string(draft.outputs?.output, limit, at: draft.offset)
        details.errorOutput = string(draft.outputs?.errorOutput, limit, at: draft.offset)
        details.properties += draft.outputs?.marks.properties ?? []
        details.attachments = attachments(of: draft)
        return TestCase(
            suite: path,
            classname: draft.classname,
            name: draft.name,
            outcome: outcome,
            isFlaky: isFlaky,
            duration: draft.duration,
            details: details
        )
    }

    private func attachments(of draft: CaseDraft) -> [TestAttachment] {
        let named = draft.details.properties.filter { $0.name.hasPrefix("attachment") }
        let written = (draft.outputs?.marks.attachments ?? []) + named.map(\.value)
        return written.map { TestAttachment(written: $0, workspace: workspace) }
    }

    /// The suite with this index; without one, the nameless one of the cases beside all suites.
    private mutating func suiteIndex(_ suite: Int?) -> Int {
        if let known = suite ?? besideSuites { return known }
        report.suites.append(TestSuite(path: SuitePath()))
        besideSuites = report.suites.count - 1
        return report.suites.count - 1
    }
}

// MARK: Inside cases and suites

extension JUnitReader {
    private mutating func closeProblem(_ element: OpenElement) {
        guard var problem = element.problem else { return }
        if problem.text.isEmpty {
            problem.text = string(element.text, limits.text, at: element.offset)
        }
        guard let last = cases.indices.last else {
            return close(problem, ofSuite: element.suite, at: element.offset)
        }
        if problem.kind.isAttempt {
            let attempt = TestAttempt(
                problem.kind.outcome,
                problems: [problem],
                output: element.output,
                errorOutput: element.errorOutput
            )
            guard hasRoom(behind: cases[last].details.attempts, at: element.offset) else { return }
            cases[last].details.attempts.append(attempt)
        } else if hasRoom(behind: cases[last].details.problems, at: element.offset) {
            // CTest writes <skipped> also of tests for which it fails.
            if problem.kind == .skipped, cases[last].status == "notrun",
                CTestStatus.isFailure(problem.message)
            {
                problem.kind = .error
                cases[last].status = ""
            }
            cases[last].details.problems.append(problem)
        }
    }

    private mutating func close(_ problem: TestProblem, ofSuite suite: Int?, at offset: Int) {
        guard problem.kind == .failure || problem.kind == .error else { return }
        let index = suiteIndex(suite)
        guard hasRoom(behind: suiteProblems[index] ?? [], at: offset) else { return }
        suiteProblems[index, default: []].append(problem)
    }

    private mutating func closeStackTrace(_ element: OpenElement) {
        guard let last = open.indices.last else { return }
        let text = string(element.text, limits.text, at: element.offset)
        open[last].problem?.text = text
    }

    private mutating func closeOutput(_ element: OpenElement) {
        guard !element.feedsCase else { return }
        let text = string(element.text, limits.text, at: element.offset)
        let isError = element.tag == .errorOutput
        if let last = open.indices.last, open[last].problem != nil {
            let stream: WritableKeyPath<OpenElement, String> = isError ? \.errorOutput : \.output
            open[last][keyPath: stream] += text
        } else if !text.isEmpty {
            let stream: WritableKeyPath<TestSuite, String> = isError ? \.errorOutput : \.output
            let index = suiteIndex(element.suite)
            let isFirst = report.suites[index][keyPath: stream].isEmpty
            report.suites[index][keyPath: stream] += isFirst ? text : "\n" + text
        }
    }

    private mutating func closeProperty(_ element: OpenElement) {
        guard var property = element.property else { return }
        if property.value.isEmpty, let collected = element.text {
            let text = collected.finished(limits.text, keepsColours: false)
            tell(text, at: element.offset)
            property.value = text.text
        }
        if let last = cases.indices.last {
            guard hasRoom(behind: cases[last].details.properties, at: element.offset) else {
                return
            }
            cases[last].details.properties.append(property)
        } else {
            let index = suiteIndex(element.suite)
            guard hasRoom(behind: report.suites[index].properties, at: element.offset) else {
                return
            }
            report.suites[index].properties.append(property)
        }
    }

    private mutating func hasRoom(behind items: [some Any], at offset: Int) -> Bool {
        if items.count < limits.itemsMax { return true }
        log.add(.limit, "more than \(limits.itemsMax) of one kind in one place", at: offset)
        return false
    }
}

// MARK: Texts

extension JUnitReader {
    /// A trace or an output as far as the limits go, with its warnings told.
    private mutating func string(
        _ text: CollectedText?,
        _ limit: TextLimit,
        at offset: Int
    ) -> String {
        guard let text, !text.isEmpty else { return "" }
        let isInBudget = textBytesLeft > 0
        let finished = text.finished(isInBudget ? limit : limits.overBudget, keepsColours: true)
        textBytesLeft -= finished.text.utf8.count
        tell(finished, at: offset)
        return finished.text
    }

    /// Tells what had to be done to a text.
    mutating func tell(_ text: FinishedText, at offset: Int) {
        if text.droppedCount > 0 {
            let noun = text.droppedCount == 1 ? "character" : "characters"
            log.add(.illegalCharacter, "\(text.droppedCount) illegal \(noun) dropped", at: offset)
        }
        if !text.isDecodable {
            log.add(.encoding, "bytes that are not UTF-8 were replaced by U+FFFD", at: offset)
        }
        if text.omittedBytes > 0 {
            let omitted = text.omittedBytes.counted("byte")
            log.add(.limit, "\(omitted) of a long text left out", at: offset)
        }
    }
}
