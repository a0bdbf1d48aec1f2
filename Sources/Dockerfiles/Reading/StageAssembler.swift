import Diagnostics

/// Puts instructions together to stages, and checks what they say of each other.
struct StageAssembler {
    private let escape: Unicode.Scalar
    private let findings: Findings
    /// The `ARG`s before the first `FROM`.
    private(set) var globalArguments: [ArgumentDefinition] = []
    /// The stages so far.
    private(set) var stages: [Stage] = []
    private var isInBrokenStage = false

    /// Nothing read yet.
    init(escape: Unicode.Scalar, _ findings: Findings) {
        self.escape = escape
        self.findings = findings
    }

    /// Takes the next instruction.
    mutating func take(_ raw: RawInstruction) {
        guard let keyword = Keyword(raw.keyword.value) else {
            // A FROM that was misspelt begins a stage all the same: what follows is no further mistake.
            let known = Keyword.allCases.map(\.rawValue)
            let near = Suggestion.nearest(to: raw.keyword.value, in: known)
            if near == Keyword.from.rawValue { isInBrokenStage = true }
            return InstructionReader.tellUnknown(raw.keyword, findings)
        }
        let reader = InstructionReader(raw, keyword, escape: escape, findings)
        if keyword == .from { return begin(reader) }
        guard let instruction = reader.read() else { return }
        if stages.isEmpty, !isInBrokenStage {
            takeGlobal(instruction)
        } else if !stages.isEmpty {
            check(instruction)
            stages[stages.count - 1].instructions.append(instruction)
        }
    }

    private mutating func takeGlobal(_ instruction: Instruction) {
        guard case .argument(let definitions) = instruction.operation else {
            findings.tell(
                "no-stage",
                "no build stage in current context: only ARG may stand before the first FROM",
                at: instruction.range
            )
            return
        }
        globalArguments += definitions
    }

    /// Begins a stage: `FROM [--platform=P] IMAGE [AS NAME]`.
    private mutating func begin(_ reader: InstructionReader) {
        isInBrokenStage = true
        // Reads nothing, but tells of wrong flags and of missing arguments.
        _ = reader.read()
        let words = reader.words.plain
        guard let base = words.first else { return }
        guard words.count == 1 || words.count == 3 && words[1].value.uppercased() == "AS" else {
            reader.tell(
                "from",
                "FROM requires either one or three arguments",
                fix: "write FROM IMAGE or FROM IMAGE AS NAME"
            )
            return
        }
        var stage = Stage(
            index: stages.count,
            base: base,
            platform: reader.value(of: "platform"),
            range: reader.raw.range,
            text: reader.raw.text
        )
        if words.count == 3 { stage.name = name(words[2]) }
        stages.append(stage)
    }

    private func name(_ word: Located<String>) -> Located<String>? {
        let name = word.value.lowercased()
        let isRight =
            name.first.map { $0.isASCII && $0.isLetter } ?? false
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_.".contains($0) }
        guard isRight else {
            findings.tell(
                "stage-name",
                "invalid name for build stage: \"\(word.value)\"",
                at: word.range,
                fix: "begin it with a letter, and use letters, digits, -, _ and ."
            )
            return nil
        }
        return Located(name, at: word.range)
    }

    /// What an instruction says of stages: a later one cannot be meant.
    private func check(_ instruction: Instruction) {
        switch instruction.operation {
        case .transfer(let transfer):
            if let from = transfer.from { check(stageNamed: from) }
        case .run(let run):
            for case let from? in run.mounts.map(\.from) {
                let range = run.mounts.first { $0.from == from }?.range ?? instruction.range
                check(stageNamed: Located(from, at: range))
            }
        default: return
        }
    }

    private func check(stageNamed from: Located<String>) {
        if from.value.isEmpty {
            findings.tell("from", "the name of a stage cannot be empty", at: from.range)
        }
        if from.value.contains("$") {
            findings.tell(
                "from-variable",
                "variables are not replaced here: \"\(from.value)\"",
                at: from.range,
                fix:
                    "name a stage, and give that stage's FROM the variable of an ARG before the first FROM"
            )
        }
        if let number = Int(from.value), number >= stages.count - 1 || number < 0 {
            findings.tell(
                "stage-order",
                "invalid stage number \(number): only the \(stages.count - 1) stages above can be named",
                at: from.range
            )
        }
    }

    /// Checks what can be checked only when all stages are known.
    mutating func finish() {
        if stages.isEmpty, !isInBrokenStage {
            findings.tell(
                "empty",
                globalArguments.isEmpty
                    ? "the file has no instructions" : "no build stage: the file has no FROM",
                at: nil,
                fix: "begin it with FROM IMAGE"
            )
        }
        for stage in stages {
            for instruction in stage.instructions { checkOrder(instruction, in: stage) }
        }
    }

    /// A name of a stage further down, or of the same stage, is a mistake rather than an image.
    private func checkOrder(_ instruction: Instruction, in stage: Stage) {
        var names: [Located<String>] = []
        switch instruction.operation {
        case .transfer(let transfer): names = transfer.from.map { [$0] } ?? []
        case .run(let run):
            names = run.mounts.compactMap { mount in
                mount.from.map { Located($0, at: mount.range) }
            }
        default: return
        }
        for name in names {
            let known = stages.filter { $0.name?.value == name.value.lowercased() }
            guard let first = known.first, !known.contains(where: { $0.index < stage.index }) else {
                continue
            }
            findings.tell(
                "stage-order",
                first.index == stage.index
                    ? "circular dependency: stage \"\(name.value)\" cannot copy from itself"
                    : "stage \"\(name.value)\" is further down, and only stages above can be named",
                at: name.range
            )
        }
    }
}
