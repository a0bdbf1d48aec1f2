import Diagnostics

/// Reads one instruction: its flags and its arguments, each in the way of its keyword.
struct InstructionReader {
    let escape: Unicode.Scalar
    let findings: Findings
    let keyword: Keyword
    let raw: RawInstruction
    let flags: [InstructionFlag]
    let arguments: PlacedText

    /// A reader of an instruction whose keyword is known.
    init(
        _ raw: RawInstruction,
        _ keyword: Keyword,
        escape: Unicode.Scalar,
        _ findings: Findings
    ) {
        self.raw = raw
        self.keyword = keyword
        self.escape = escape
        self.findings = findings
        (flags, arguments) = FlagReader(escape: escape).split(raw.arguments)
    }

    /// The words of the arguments.
    var words: WordSplitter { WordSplitter(text: arguments, escape: escape) }

    /// The instruction, or nil where it is too wrong to mean anything; what is wrong is told.
    func read() -> Instruction? {
        checkFlags()
        guard !arguments.scalars.isEmpty || keyword == .cmd || keyword == .entrypoint else {
            tell("missing-argument", "\(keyword.rawValue) requires at least one argument")
            return nil
        }
        guard let operation = operation() else { return nil }
        return Instruction(
            operation: operation,
            keyword: raw.keyword,
            flags: flags,
            text: raw.text,
            range: raw.range
        )
    }

    private func operation() -> Instruction.Operation? {
        switch keyword {
        case .from: nil
        case .arg: .argument(definitions())
        case .env: assignments().map { .environment($0) }
        case .label: assignments().map { .label($0) }
        case .run: run()
        case .copy, .add: transfer()
        case .cmd: commandForm().map { .command($0) }
        case .entrypoint: commandForm().map { .entrypoint($0) }
        case .shell: shell()
        case .expose: .expose(ports())
        case .user: single().map { .user($0) }
        case .workdir: single().map { .workingDirectory($0) }
        case .volume: volumes()
        case .stopsignal: .stopSignal(signal())
        case .healthcheck: healthCheck()
        case .maintainer: .maintainer(arguments.text)
        case .onbuild: onBuild()
        }
    }

    /// Tells a mistake of the whole instruction, or of a place in it.
    func tell(_ code: String, _ message: String, at range: SourceRange? = nil, fix: String? = nil) {
        findings.tell(code, message, at: range ?? raw.range, fix: fix)
    }

    /// Flags that the keyword does not know, and those that are given twice.
    private func checkFlags() {
        var seen: Set<String> = []
        for flag in flags {
            guard keyword.flags.contains(flag.name) else {
                let near = Suggestion.nearest(to: flag.name, in: keyword.flags)
                tell(
                    "unknown-flag",
                    "unknown flag: --\(flag.name)",
                    at: flag.range,
                    fix: near.map { "did you mean \"--\($0)\"?" } ?? knownFlags
                )
                continue
            }
            if !seen.insert(flag.name).inserted, !["mount", "exclude"].contains(flag.name) {
                tell("duplicate-flag", "duplicate flag: --\(flag.name)", at: flag.range)
            }
        }
    }

    private var knownFlags: String {
        keyword.flags.isEmpty
            ? "\(keyword.rawValue) takes no flags"
            : "\(keyword.rawValue) knows " + keyword.flags.map { "--\($0)" }.joined(separator: ", ")
    }

    /// The value of a flag that has to have one.
    func value(of name: String) -> Located<String>? {
        guard let flag = flags.first(where: { $0.name == name }) else { return nil }
        guard let value = flag.value else {
            tell("missing-value", "the flag --\(name) needs a value", at: flag.range)
            return nil
        }
        return Located(value, at: flag.valueRange)
    }

    /// Whether a flag is set that is either set or not.
    func isSet(_ name: String) -> Bool? {
        guard let flag = flags.first(where: { $0.name == name }) else { return nil }
        switch flag.value?.lowercased() {
        case nil, "true": return true
        case "false": return false
        default:
            tell(
                "invalid-value",
                "\"\(flag.value ?? "")\" is no value of --\(name): it is true or false",
                at: flag.valueRange
            )
            return nil
        }
    }

    /// The arguments as one word; for those that take one.
    private func single() -> Located<String>? { arguments.located }

    /// A JSON array of strings, or nil where the arguments are none; a mistake in it is told.
    func strings() -> (isArray: Bool, strings: [String]?) {
        switch JSONStrings.read(arguments.scalars) {
        case .strings(let strings): return (true, strings)
        case .notJSON: return (false, nil)
        case .otherArray:
            tell(
                "not-strings",
                "when an array is used, it must hold strings only",
                at: arguments.located.range,
                fix: "put every element in double quotes"
            )
            return (true, nil)
        }
    }

    /// The arguments as a command.
    func commandForm() -> CommandForm? {
        let (isArray, strings) = strings()
        if isArray { return strings.map { .exec($0) } }
        return .shell(arguments.text)
    }

    private func shell() -> Instruction.Operation? {
        let (isArray, strings) = strings()
        if !isArray {
            tell(
                "shell-form",
                "SHELL requires the arguments to be in JSON form",
                at: arguments.located.range,
                fix: "write SHELL [\"/bin/bash\", \"-c\"]"
            )
        }
        guard let strings else { return nil }
        guard !strings.isEmpty else {
            tell("missing-argument", "SHELL requires at least one argument")
            return nil
        }
        return .shell(strings)
    }

    private func volumes() -> Instruction.Operation? {
        let (isArray, strings) = strings()
        guard !isArray || strings != nil else { return nil }
        let range = arguments.located.range
        let paths = strings?.map { Located($0, at: range) } ?? words.plain
        if paths.isEmpty || paths.contains(where: { $0.value.isEmpty }) {
            tell("empty-volume", "the path of a volume cannot be empty", at: range)
            return nil
        }
        return .volume(paths)
    }

    private func onBuild() -> Instruction.Operation? {
        guard flags.isEmpty else { return nil }
        let end = arguments.scalars.firstIndex { $0.isBlank } ?? arguments.scalars.count
        let word = arguments.located(0..<end)
        guard let inner = Keyword(word.value) else {
            InstructionReader.tellUnknown(word, findings)
            return nil
        }
        guard ![.from, .onbuild, .maintainer].contains(inner) else {
            tell(
                "onbuild",
                inner == .onbuild
                    ? "chaining ONBUILD via ONBUILD is not allowed"
                    : "\(inner.rawValue) is not allowed as an ONBUILD trigger",
                at: word.range
            )
            return nil
        }
        var nested = raw
        nested.keyword = word
        nested.arguments = arguments.part(end..<arguments.scalars.count).trimmed
        nested.text = arguments.text
        let text = nested.text + raw.heredocs.map { "\n\($0.content)\($0.name)" }.joined()
        return InstructionReader(nested, inner, escape: escape, findings).read()
            .map { .onBuild(text, $0) }
    }

    /// Tells of a word that is no instruction.
    static func tellUnknown(_ word: Located<String>, _ findings: Findings) {
        let near = Suggestion.nearest(to: word.value, in: Keyword.allCases.map(\.rawValue))
        findings.tell(
            "unknown-instruction",
            "unknown instruction: \(word.value)",
            at: word.range,
            fix: near.map { "did you mean \($0)?" }
        )
    }
}
