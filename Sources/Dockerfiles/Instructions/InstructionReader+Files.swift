import Diagnostics

/// `RUN`, `COPY` and `ADD`.
extension InstructionReader {
    /// Reads `RUN [--mount=…] COMMAND`.
    func run() -> Instruction.Operation? {
        guard let command = commandForm() else { return nil }
        guard !command.isEmpty else {
            tell("missing-argument", "RUN requires at least one argument")
            return nil
        }
        if let device = flags.first(where: { $0.name == "device" }) {
            tell(
                "unsupported",
                "RUN --device is not supported: containers of a build have no devices of the host",
                at: device.range
            )
        }
        let mounts = flags.filter { $0.name == "mount" }.map { flag in
            var reader = RunMountReader(flag, findings)
            return reader.read()
        }
        return .run(
            RunInstruction(
                command: command,
                heredocs: raw.heredocs,
                isScript: raw.heredocs.map(\.range) == [arguments.located.range],
                mounts: mounts,
                network: word("network") ?? .default,
                security: word("security") ?? .sandbox,
                demands: flags.first { ["network", "security"].contains($0.name) }?.range
            )
        )
    }

    private func word<Word: RawRepresentable & CaseIterable>(_ name: String) -> Word?
    where Word.RawValue == String {
        guard let text = value(of: name) else { return nil }
        if let word = Word(rawValue: text.value.lowercased()) { return word }
        tell(
            "invalid-value",
            "\"\(text.value)\" is no value of --\(name)",
            at: text.range,
            fix: "use one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")
        )
        return nil
    }

    /// `COPY [FLAGS] SOURCE… DESTINATION`, also as a JSON array.
    func transfer() -> Instruction.Operation? {
        let (isArray, strings) = strings()
        guard !isArray || strings != nil else { return nil }
        let range = arguments.located.range
        var words: [Located<String>]
        if let strings {
            words = strings.map { Located($0, at: range) }
        } else {
            words = wordsAndHeredocs()
        }
        guard let destination = words.popLast(), words.count + raw.heredocs.count > 0 else {
            tell(
                "missing-argument",
                "\(keyword.rawValue) requires at least two arguments, and the last is the destination"
            )
            return nil
        }
        var transfer = TransferInstruction(
            isAdd: keyword == .add,
            sources: words,
            heredocs: raw.heredocs,
            destination: destination
        )
        takeFlags(&transfer)
        return .transfer(transfer)
    }

    /// The words that are no here-documents.
    private func wordsAndHeredocs() -> [Located<String>] {
        let places = raw.heredocs.map(\.range)
        return words.plain.filter { word in
            !places.contains { $0.start <= word.range.start && word.range.end <= $0.end }
        }
    }

    private func takeFlags(_ transfer: inout TransferInstruction) {
        transfer.from = value(of: "from")
        transfer.owner = value(of: "chown")
        transfer.mode = value(of: "chmod")
        transfer.checksum = value(of: "checksum")
        transfer.isLinked = isSet("link") ?? false
        transfer.keepsParents = isSet("parents") ?? false
        transfer.keepsGitDirectory = isSet("keep-git-dir") ?? false
        transfer.unpacks = isSet("unpack")
        for flag in flags where flag.name == "exclude" {
            guard let value = flag.value else {
                tell("missing-value", "the flag --exclude needs a value", at: flag.range)
                continue
            }
            transfer.exclusions.append(Located(value, at: flag.valueRange))
        }
        if let from = transfer.from, !transfer.heredocs.isEmpty {
            tell(
                "heredoc",
                "a here-document cannot be copied with --from",
                at: from.range
            )
        }
    }
}
