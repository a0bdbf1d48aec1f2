import Diagnostics

/// Instructions whose arguments are names and values.
extension InstructionReader {
    /// Reads `NAME[=VALUE] …`.
    func definitions() -> [ArgumentDefinition] {
        words.quoted.compactMap { word in
            let (name, value) = Self.split(word.value)
            guard !name.isEmpty else {
                tell("empty-name", "the name of an argument cannot be empty", at: word.range)
                return nil
            }
            return ArgumentDefinition(name: name, value: value, range: word.range)
        }
    }

    /// `NAME=VALUE …`, or the old form `NAME VALUE`.
    func assignments() -> [Assignment]? {
        let words = words.quoted
        guard let first = words.first else { return nil }
        guard first.value.contains("=") else { return legacyAssignment() }
        var assignments: [Assignment] = []
        for word in words {
            let (name, value) = Self.split(word.value)
            guard let value else {
                tell(
                    "no-value",
                    "cannot find = in \"\(word.value)\": it must be of the form NAME=VALUE",
                    at: word.range,
                    fix: "put a value with spaces in quotes"
                )
                continue
            }
            guard !name.isEmpty else {
                tell("empty-name", "\(keyword.rawValue) names cannot be blank", at: word.range)
                continue
            }
            assignments.append(
                Assignment(name: name, value: value, range: word.range, isLegacy: false)
            )
        }
        return assignments
    }

    private func legacyAssignment() -> [Assignment]? {
        let scalars = arguments.scalars
        let end = scalars.firstIndex { $0.isBlank } ?? scalars.count
        let value = arguments.part(end..<scalars.count).trimmed.text
        guard end < scalars.count else {
            tell(
                "no-value",
                "\(keyword.rawValue) must have two arguments",
                fix: "write \(keyword.rawValue) \(arguments.text)=VALUE"
            )
            return nil
        }
        return [
            Assignment(
                name: String(scalars[..<end]),
                value: value,
                range: arguments.located.range,
                isLegacy: true
            )
        ]
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(pair[0]), pair.count == 2 ? String(pair[1]) : nil)
    }

    /// `NONE`, or flags and a command.
    func healthCheck() -> Instruction.Operation? {
        let scalars = arguments.scalars
        let end = scalars.firstIndex { $0.isBlank } ?? scalars.count
        let kind = arguments.located(0..<end)
        let rest = arguments.part(end..<scalars.count).trimmed
        switch kind.value.uppercased() {
        case "NONE":
            guard rest.scalars.isEmpty, flags.isEmpty else {
                tell("healthcheck", "HEALTHCHECK NONE takes no arguments and no flags")
                return nil
            }
            return .healthCheck(HealthCheckInstruction(command: nil))
        case "CMD": return healthCheck(running: rest)
        default:
            tell(
                "healthcheck",
                "unknown type \"\(kind.value)\" of HEALTHCHECK",
                at: kind.range,
                fix: "use NONE or CMD"
            )
            return nil
        }
    }

    private func healthCheck(running rest: PlacedText) -> Instruction.Operation? {
        var check = HealthCheckInstruction()
        switch JSONStrings.read(rest.scalars) {
        case .strings(let words): check.command = .exec(words)
        case .notJSON: check.command = .shell(rest.text)
        case .otherArray:
            tell("not-strings", "when an array is used, it must hold strings only")
            return nil
        }
        if check.command?.isEmpty != false {
            tell("healthcheck", "HEALTHCHECK CMD needs a command")
            return nil
        }
        check.interval = duration("interval")
        check.timeout = duration("timeout")
        check.startPeriod = duration("start-period")
        check.startInterval = duration("start-interval")
        check.retries = retries()
        return .healthCheck(check)
    }

    /// How many failures are too many; 0 for unsaid.
    private func retries() -> Int {
        guard let text = value(of: "retries"), !text.value.isEmpty else { return 0 }
        guard let number = Int32(text.value), number >= 0 else {
            tell(
                "invalid-value",
                "--retries must be a number from 0 to \(Int32.max)",
                at: text.range
            )
            return 0
        }
        return Int(number)
    }

    /// A flag's nanoseconds; 0 for unsaid.
    private func duration(_ name: String) -> Int64 {
        guard let text = value(of: name), !text.value.isEmpty else { return 0 }
        guard let nanoseconds = GoDuration.nanoseconds(text.value) else {
            tell(
                "invalid-value",
                "invalid duration \"\(text.value)\"",
                at: text.range,
                fix: "write it as 30s or 1m30s"
            )
            return 0
        }
        guard nanoseconds == 0 || nanoseconds >= 1_000_000 else {
            tell("invalid-value", "--\(name) cannot be less than 1ms", at: text.range)
            return 0
        }
        return nanoseconds
    }

    // MARK: Values that can be judged before the build

    /// The words of `EXPOSE`.
    func ports() -> [Located<String>] {
        let words = words.plain
        for word in words {
            for text in literal(word)?.words ?? [] where ExposedPorts.ports(text) == nil {
                tell("port", "invalid port \"\(text)\"", at: word.range, fix: ExposedPorts.fix)
            }
        }
        return words
    }

    /// The argument of `STOPSIGNAL`.
    func signal() -> Located<String> {
        let word = arguments.located
        if let text = literal(word)?.word, !StopSignal.isSignal(text) {
            tell("signal", "\"\(text)\" is no signal", at: word.range, fix: StopSignal.fix)
        }
        return word
    }

    /// A word without its quotes; nil where it holds variables, whose values only the build knows.
    private func literal(_ word: Located<String>) -> ShellWords.Result? {
        // A quote that is not closed is told when the word is used, as with every other instruction.
        let result = try? ShellWords(escape: escape).process(word.value) { _ in nil }
        guard let result, result.missing.isEmpty else { return nil }
        return result
    }
}
