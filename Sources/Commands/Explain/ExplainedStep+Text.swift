import Execution
import Expressions

/// What is said of a job or a step.
extension ExplainedStep {
    /// For people: a line, and below it one for each reason.
    func text(_ past: PastInputs, _ style: OutputStyle) -> String {
        var lines = ["\(style.bold(place)): \(outcome)"]
        for (title, texts) in reasons(past) {
            for (index, text) in texts.enumerated() {
                lines.append("  \((index == 0 ? title : "").padded(9)) \(text)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For programs.
    func object(_ past: PastInputs) -> Object {
        var object = Object([("place", .string(place)), ("job", .string(job))])
        object["step"] = label.map(Value.string) ?? .null
        for key in ["outcome", "decision", "cache", "inputs"] { object[key] = ended[key] ?? .null }
        if label == nil {
            for key in ["matrix", "origin", "needs"] { object[key] = planned[key] ?? .null }
        }
        guard let change = change(past) else { return object }
        object["changed"] = .array(change.names.map { .string($0) })
        object["changed-since"] = .number(Double(change.run))
        return object
    }

    private var outcome: String {
        let outcome = ended["outcome"].flatMap { Outcome(rawValue: $0.text) }
        guard let outcome else { return "did not end" }
        let isHit = part("cache")?["outcome"]?.text == "hit"
        let word = isHit ? "not run, since it passed before" : StepText.word(outcome)
        return outcome == .skipped ? "skipped" : word
    }

    private func part(_ name: String) -> Object? {
        if case .object(let object)? = ended[name] { object } else { nil }
    }

    private func reasons(_ past: PastInputs) -> [(String, [String])] {
        var reasons: [(String, [String])] = [("if", condition)]
        if label == nil {
            if let matrix { reasons.append(("matrix", matrix)) }
            if let needs { reasons.append(("needs", [needs])) }
        }
        if let cache { reasons.append(("cache", cache)) }
        if let inputs { reasons.append(("given", [Self.summary(inputs)])) }
        if let change = change(past) {
            let names = change.names.joined(separator: ", ")
            reasons.append(
                (
                    "changed",
                    [
                        names.isEmpty
                            ? "nothing since run \(change.run)"
                            : "since run \(change.run): \(names)"
                    ]
                )
            )
        }
        return reasons
    }

    private var condition: [String] {
        guard let decision = part("decision") else {
            return [ended["outcome"] == nil ? "not decided" : "success(): true"]
        }
        let holds = decision["holds"]?.isTruthy ?? false
        var lines: [String] = []
        if let note = decision["note"]?.text { lines.append(note) }
        let text = decision["if"]?.text ?? ""
        if !text.isEmpty { lines.append("\(text): \(holds)") }
        guard case .array(let parts)? = decision["parts"] else { return lines }
        for case .object(let part) in parts {
            lines.append("  \(part["text"]?.text ?? "")  =  \(part["value"]?.text ?? "")")
        }
        return lines
    }

    private var matrix: [String]? {
        guard case .object(let values)? = planned["matrix"] else { return nil }
        let texts = values.entries.map { entry in
            let value = entry.value
            return "\(entry.key) = \(value.isPrimitive ? value.text : value.json())"
        }
        return [texts.joined(separator: ", "), planned["origin"]?.text ?? ""]
    }

    private var needs: String? {
        guard case .array(let names)? = planned["needs"] else { return nil }
        return names.map(\.text).joined(separator: ", ")
    }

    private var cache: [String]? {
        guard let cache = part("cache") else { return nil }
        let origin = ["run", "job", "step"].compactMap { cache[$0]?.text }.joined(separator: "/")
        if cache["outcome"]?.text == "hit" { return ["cached from \(origin)"] }
        let word = cache["outcome"]?.text == "refused" ? "not looked for" : "not found"
        var lines = ["\(word): \(cache["reason"]?.text ?? "")"]
        if case .array(let names)? = cache["changed"], !names.isEmpty {
            lines.append("changed: \(names.map(\.text).joined(separator: ", "))")
        }
        let isKept = cache["kept"]?.isTruthy ?? false
        lines.append(isKept ? "kept for the next time" : "not kept")
        return lines
    }

    /// The parts that people know by their values, and how many variables there are.
    private static func summary(_ inputs: Object) -> String {
        let variables = inputs.keys.count { $0.hasPrefix("env.") }
        let parts = inputs.entries.filter { !$0.key.hasPrefix("env.") }.map {
            "\($0.key) \($0.value.text.prefix(40))"
        }
        return (parts + [Amounts.text(variables, "variable")]).joined(separator: ", ")
    }
}
