import Diagnostics
import Expressions
import Pipelines

/// Values that are more than text.
extension ValueReader {
    /// A duration, size, count or image: written out, or a template.
    func setting<Value: SettingValue>(
        _ node: YAMLNode,
        _ what: String,
        _ place: NativePlace
    ) -> Setting<Value>? {
        guard let scalar = scalar(node, what), !tellsEmpty(scalar, what) else { return nil }
        guard !scalar.text.contains("${{") else {
            return expressions.template(scalar, place).map { .template($0) }
        }
        do {
            return .fixed(Located(try Value.reading(scalar.text), at: node.range))
        } catch {
            findings.tell("wrong-value", error.message, at: node.range, fix: error.fix)
            return nil
        }
    }

    /// `true` or `false`.
    func flag(_ node: YAMLNode, _ what: String) -> Bool? {
        guard let scalar = scalar(node, what, expecting: "true or false") else { return nil }
        if case .boolean(let flag) = scalar.value { return flag }
        let words = ["yes": "true", "on": "true", "no": "false", "off": "false"]
        let meant = words[scalar.text.lowercased()] ?? scalar.text.lowercased()
        findings.tell(
            "wrong-type",
            "\(what) must be true or false, not \(node.kindName)",
            at: node.range,
            fix: ["true", "false"].contains(meant) ? "write \(meant)" : nil
        )
        return nil
    }

    /// `true`, `false` or a template.
    func flagOrTemplate(_ node: YAMLNode, _ what: String, _ place: NativePlace) -> Switch? {
        if case .scalar(let scalar) = node.content, scalar.text.contains("${{") {
            return expressions.template(scalar, place).map { .template($0) }
        }
        return flag(node, what).map { .fixed($0) }
    }

    /// A whole number within bounds.
    func whole(_ node: YAMLNode, _ what: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let scalar = scalar(node, what, expecting: "a whole number") else { return nil }
        guard case .number(let number) = scalar.value, let whole = Int(exactly: number),
            bounds.contains(whole)
        else {
            findings.tell(
                "wrong-value",
                "\(what) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
                at: node.range
            )
            return nil
        }
        return whole
    }

    /// One of the words of an enum.
    func choice<Choice: CaseIterable & RawRepresentable>(
        _ node: YAMLNode,
        _ what: String
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(node, what) else { return nil }
        if let choice = Choice(rawValue: text.value) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        findings.tell(
            "wrong-value",
            "\(what) cannot be \"\(text.value)\"",
            at: node.range,
            fix: Suggestion.nearest(to: text.value, in: words).map { "did you mean \"\($0)\"?" }
                ?? "choose one of: \(words.joined(separator: ", "))"
        )
        return nil
    }

    /// The program that reads a script.
    func shell(_ node: YAMLNode) -> Shell? {
        guard let text = text(node, "\"shell\"") else { return nil }
        if let shell = Shell(text.value) { return shell }
        findings.tell(
            "wrong-value",
            "\"\(text.value)\" does not say where the script goes",
            at: node.range,
            fix: "write \"\(text.value) {0}\", or use bash, sh or python"
        )
        return nil
    }
}
