package import Diagnostics
import Expressions
package import Pipelines

/// Reads `.cuvette/quarantine.yml`: a list of tests, each with owner, reason and the last day of its grace.
package struct QuarantineReader {
    private enum Key: String, CaseIterable {
        case test
        case owner
        case reason
        case expires
    }

    private let findings: Findings

    private init(_ findings: Findings) {
        self.findings = findings
    }

    /// Reads a file and tells all that is wrong with it.
    ///
    /// - Parameter file: The text, with the name under which mistakes speak of it.
    /// - Returns: The list without entries that are wrong, and the mistakes in the order of the file.
    package static func read(_ file: SourceFile) -> (
        quarantine: Quarantine, diagnostics: [Diagnostic]
    ) {
        let document = YAMLDocument(reading: file)
        let findings = Findings(file)
        findings.add(document.diagnostics)
        guard let root = document.root else { return (Quarantine(), findings.told) }
        let tests = QuarantineReader(findings).tests(root)
        return (Quarantine(tests), findings.told)
    }

    private func tests(_ node: YAMLNode) -> [QuarantinedTest] {
        switch node.content {
        // A file in which everything is commented out.
        case .scalar(let scalar) where scalar.value == .null: return []
        case .unreadable: return []
        case .sequence(let nodes):
            let tests = nodes.compactMap { test($0) }
            tellSame(tests)
            return tests
        default:
            findings.tell(
                "wrong-type",
                "the quarantine must be a list, not \(node.kindName)",
                at: node.range,
                fix: "write \"- test: …\", with \"owner:\", \"reason:\" and \"expires:\" below it"
            )
            return []
        }
    }

    private func test(_ node: YAMLNode) -> QuarantinedTest? {
        guard case .mapping(let entries) = node.content else {
            if case .unreadable = node.content { return nil }
            findings.tell(
                "wrong-type",
                "an entry of the quarantine must be a mapping, not \(node.kindName)",
                at: node.range,
                fix: "write \"test:\", \"owner:\", \"reason:\" and \"expires:\""
            )
            return nil
        }
        let known = known(entries)
        var isWhole = true
        for key in Key.allCases where known[key] == nil {
            isWhole = false
            tellMissing(key, at: node.range)
        }
        let values = ValueReader(findings, at: .top)
        var texts: [Key: Located<String>] = [:]
        for key in Key.allCases {
            if let node = known[key] { texts[key] = values.text(node, "\"\(key.rawValue)\"") }
        }
        guard isWhole, let test = texts[.test].flatMap(self.name), let owner = texts[.owner],
            let reason = texts[.reason], let expires = texts[.expires].flatMap(day)
        else { return nil }
        return QuarantinedTest(
            test: test,
            owner: owner.value,
            reason: reason.value,
            expires: expires
        )
    }

    private func known(_ entries: [YAMLEntry]) -> [Key: YAMLNode] {
        var known: [Key: YAMLNode] = [:]
        for entry in entries {
            if let key = Key(rawValue: entry.key.value) {
                known[key] = entry.node
            } else {
                let words = Key.allCases.map(\.rawValue)
                let near = Suggestion.nearest(to: entry.key.value, in: words)
                findings.tell(
                    "unknown-key",
                    "unknown key \"\(entry.key.value)\" in an entry of the quarantine",
                    at: entry.key.range,
                    fix: near.map { "did you mean \"\($0)\"?" }
                        ?? "known here: \(words.joined(separator: ", "))"
                )
            }
        }
        return known
    }

    private func tellMissing(_ key: Key, at range: SourceRange) {
        let fix =
            switch key {
            case .test: "add \"test:\" with an id of \"cuvette tests\", or a class and name"
            case .owner: "add \"owner:\" with who will mend it"
            case .reason: "add \"reason:\""
            case .expires:
                "add \"expires:\" with a day such as 2026-12-31; nothing stays here for ever"
            }
        findings.tell(
            "missing-key",
            "an entry of the quarantine has no \"\(key.rawValue)\"",
            at: range,
            fix: fix
        )
    }

    private func name(_ text: Located<String>) -> Located<String>? {
        let digits = text.value.hasPrefix("t:") ? text.value.dropFirst(2) : "000000"
        if digits.count >= 6, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            // A pattern of stars alone would silence everything.
            if text.value.contains(where: { $0 != "*" && $0 != "." }) { return text }
            findings.tell(
                "wrong-value",
                "\"\(text.value)\" means every test",
                at: text.range,
                fix: "name the class, or the test"
            )
            return nil
        }
        findings.tell(
            "wrong-value",
            "\"\(text.value)\" is no id of a test",
            at: text.range,
            fix: "write at least six of the digits that \"cuvette tests\" shows"
        )
        return nil
    }

    private func day(_ text: Located<String>) -> CalendarDay? {
        if let day = CalendarDay(text.value) { return day }
        findings.tell(
            "wrong-value",
            "\"\(text.value)\" is no day",
            at: text.range,
            fix: "write year, month and day, such as 2026-12-31"
        )
        return nil
    }

    private func tellSame(_ tests: [QuarantinedTest]) {
        var seen: Set<String> = []
        for test in tests where !seen.insert(test.test.value).inserted {
            findings.tell(
                "same-name",
                "\"\(test.test.value)\" is in the quarantine twice",
                at: test.test.range,
                fix: "take one of the entries away"
            )
        }
    }
}
