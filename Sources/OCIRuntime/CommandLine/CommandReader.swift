/// Reads the words of one command, as callers of runc write them: by the rules of Go's flag parser and of getopt(3).
///
/// `--name value`, `--name=value`, `-n value`, `-n=value`, `-name value`, `--flag=false`, `-td` for two flags; an
/// option's value may begin with a dash. Behind `--` there are no options. Options may stand behind arguments, except
/// where what follows is another program's.
struct CommandReader {
    private let words: [CommandWord]
    private let arguments: [CommandWord]
    /// Options, by each of their names.
    private let named: [String: CommandWord]

    /// A reader for the words of a value's stored properties, and of those of its groups.
    init(_ parts: [Any]) {
        words = parts.flatMap {
            Mirror(reflecting: $0).children.compactMap { $0.value as? CommandWord }
        }
        arguments = words.filter { $0.shape == .argument || $0.shape == .rest }
        var named: [String: CommandWord] = [:]
        for word in words where word.shape == .flag || word.shape == .option {
            for name in word.names { named[name] = word }
        }
        self.named = named
    }

    /// Reads a command line to its end.
    ///
    /// - Throws: `RuntimeError` that says which word is wrong, or which is missing.
    func read(_ line: [String]) throws(RuntimeError) {
        var rest = line[...]
        var left = arguments[...]
        var options = true
        while let text = rest.popFirst() {
            if options, text == "--", left.first?.shape != .rest {
                options = false
            } else if options, text.hasPrefix("-"), text != "-", left.first?.shape != .rest {
                try readOption(text, &rest)
            } else if let word = left.first {
                _ = word.take(text)
                if word.shape == .argument { left.removeFirst() }
                if left.first?.shape == .rest { options = false }
            } else {
                throw RuntimeError("unexpected argument \"\(text)\"")
            }
        }
        if let missing = left.first(where: \.isMissing) {
            throw RuntimeError("missing argument: \(missing.names[0])")
        }
    }

    /// Reads what stands before the first word that is no option, and takes it off the line.
    func readOptions(_ line: inout ArraySlice<String>) throws(RuntimeError) {
        while let text = line.first, text.hasPrefix("-") {
            line.removeFirst()
            try readOption(text, &line)
        }
    }

    private func readOption(_ text: String, _ rest: inout ArraySlice<String>) throws(RuntimeError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let word = named[name] ?? named["-" + name] else {
            return try readCluster(text, &rest)
        }
        try give(word, name, parts.count == 2 ? String(parts[1]) : nil, &rest)
    }

    /// Short flags in one word, the last of which may be an option.
    private func readCluster(_ text: String, _ rest: inout ArraySlice<String>) throws(RuntimeError)
    {
        let letters = text.dropFirst().map { "-\($0)" }
        let found = letters.compactMap { named[$0] }
        guard !text.hasPrefix("--"), found.count == letters.count,
            found.dropLast().allSatisfy({ $0.shape == .flag })
        else { throw RuntimeError("unknown option \(text)") }
        for (word, name) in zip(found, letters) { try give(word, name, nil, &rest) }
    }

    private func give(
        _ word: CommandWord,
        _ name: String,
        _ attached: String?,
        _ rest: inout ArraySlice<String>
    ) throws(RuntimeError) {
        let value = attached ?? (word.shape == .flag ? "true" : rest.popFirst())
        guard let value else { throw RuntimeError("\(name) needs a value") }
        guard word.take(value) else {
            throw RuntimeError("\(name): \"\(value)\" is no value for it")
        }
    }
}

extension CommandReader {
    /// The rest of the line behind a command's name, as its help shows it.
    var usage: String {
        let plain = arguments.map { word in
            switch word.shape {
            case .rest: "[\(word.names[0])…]"
            default: word.isOptional ? "[\(word.names[0])]" : "<\(word.names[0])>"
            }
        }
        return (["[options]"] + plain).joined(separator: " ")
    }

    /// What each word means, in aligned lines.
    var explanations: String {
        let plain = arguments.map { ("  <\($0.names[0])>", text(of: $0)) }
        let options = words.filter { $0.shape == .flag || $0.shape == .option }.map { word in
            let names = word.names.sorted { $0.count < $1.count }.joined(separator: ", ")
            return ("  \(names)\(word.shape == .option ? " <value>" : "")", text(of: word))
        }
        let own = named["--help"] == nil ? [("  -h, --help", "Show this.")] : []
        return Self.section("ARGUMENTS", plain) + Self.section("OPTIONS", options + own)
    }

    private func text(of word: CommandWord) -> String {
        word.standard.map { "\(word.help) (default: \($0))" } ?? word.help
    }

    private static func section(_ title: String, _ rows: [(String, String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = rows.map { left, right in
            let gap = max(1, 28 - left.count)
            return left + String(repeating: " ", count: gap) + right + "\n"
        }
        return "\(title):\n\(lines.joined())\n"
    }
}
