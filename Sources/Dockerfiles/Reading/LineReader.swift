import Diagnostics

/// Takes a file apart into instructions: joins lines, drops comments, collects here-documents.
struct LineReader {
    private let lines: [[Unicode.Scalar]]
    private let escape: Unicode.Scalar
    private let findings: Findings
    private var next = 0

    /// A reader of a file.
    init(_ file: SourceFile, escape: Unicode.Scalar, _ findings: Findings) {
        var lines: [[Unicode.Scalar]] = []
        while let line = file.line(lines.count + 1) { lines.append(Array(line.unicodeScalars)) }
        self.lines = lines
        self.escape = escape
        self.findings = findings
    }

    /// All instructions, in order.
    mutating func all() -> [RawInstruction] {
        var instructions: [RawInstruction] = []
        while let text = logicalLine() {
            instructions.append(instruction(text))
        }
        return instructions
    }

    /// The next instruction's lines as one text without blanks at its start; nil at the end.
    private mutating func logicalLine() -> PlacedText? {
        while next < lines.count {
            let line = lines[next]
            // A byte order mark belongs to no instruction.
            let mark = next == 0 && line.first == "\u{FEFF}" ? 1 : 0
            let start = line[mark...].firstIndex { !$0.isBlank }
            defer { next += 1 }
            guard let start, line[start] != "#" else { continue }
            return joined(from: start)
        }
        return nil
    }

    /// The line `next`, from a column on, with those that it goes on in; `next` is the last of them afterwards.
    private mutating func joined(from start: Int) -> PlacedText {
        var text = PlacedText()
        var part = lines[next][start...]
        var continues = dropContinuation(&part)
        text.append(part, at: position(part, in: next))
        var hasEmptyLine = false
        while continues, next + 1 < lines.count {
            next += 1
            var line = lines[next][...]
            let first = line.first { !$0.isBlank }
            if first == "#" { continue }
            if first == nil {
                hasEmptyLine = true
                continue
            }
            continues = dropContinuation(&line)
            text.append(line, at: position(line, in: next))
        }
        if hasEmptyLine { warnOfEmptyLine(in: text) }
        return text
    }

    private func position(_ part: ArraySlice<Unicode.Scalar>, in line: Int) -> SourcePosition {
        SourcePosition(line: line + 1, column: part.startIndex + 1)
    }

    private func warnOfEmptyLine(in text: PlacedText) {
        findings.add(
            CheckRule.noEmptyContinuation.finding(
                "an empty line in the middle of an instruction will be an error in future",
                in: findings.file,
                at: text.range(0..<min(1, text.scalars.count)),
                fix: "remove the empty line, or begin it with #"
            )
        )
    }

    /// Drops an escape at the end of a line, with the blanks behind it; two of them are none.
    private func dropContinuation(_ line: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard let last = line.lastIndex(where: { $0 != " " && $0 != "\t" }), line[last] == escape
        else { return false }
        if last > line.startIndex, line[last - 1] == escape { return false }
        line = line[..<last]
        return true
    }

    private mutating func instruction(_ text: PlacedText) -> RawInstruction {
        let scalars = text.scalars
        let end = scalars.firstIndex { $0.isBlank } ?? scalars.count
        let arguments = text.part(end..<scalars.count).trimmed
        var instruction = RawInstruction(
            keyword: text.located(0..<end),
            arguments: arguments,
            text: text.text,
            range: text.range(0..<((scalars.lastIndex { !$0.isBlank } ?? 0) + 1))
        )
        instruction.heredocs = heredocs(of: instruction)
        return instruction
    }

    private mutating func heredocs(of instruction: RawInstruction) -> [Heredoc] {
        guard takesHeredocs(instruction), instruction.arguments.scalars.contains("<") else {
            return []
        }
        if case .strings = JSONStrings.read(instruction.arguments.scalars) { return [] }
        var scanner = HeredocScanner(instruction.arguments, escape: escape)
        do throws(WordError) {
            var found = try scanner.all()
            for index in found.indices { collect(&found[index]) }
            return found
        } catch {
            findings.tell(
                "heredoc",
                error.description,
                at: instruction.arguments.range(error.offsets)
            )
            return []
        }
    }

    private func takesHeredocs(_ instruction: RawInstruction) -> Bool {
        guard let keyword = Keyword(instruction.keyword.value) else { return false }
        guard keyword == .onbuild else { return keyword.takesHeredocs }
        let word = instruction.arguments.scalars.prefix { !$0.isBlank }
        return Keyword(String(word))?.takesHeredocs ?? false
    }

    private mutating func collect(_ heredoc: inout Heredoc) {
        while next < lines.count {
            let line = lines[next]
            next += 1
            if heredoc.isEnded(by: line) { return }
            heredoc.content += String(line) + "\n"
        }
        findings.tell(
            "heredoc",
            "the here-document is not ended: no line holds \"\(heredoc.name)\" alone",
            at: heredoc.range,
            fix: "add the line \(heredoc.name)"
        )
    }
}
