import Diagnostics

/// Looks a Dockerfile over for what is right and likely not meant.
struct DockerfileCheck {
    private let dockerfile: Dockerfile

    /// A check of a file that was read without a mistake.
    init(_ dockerfile: Dockerfile) {
        self.dockerfile = dockerfile
    }

    /// What was found while reading, and what the rules find; with `# check=` taken into account.
    ///
    /// - Parameter told: Warnings so far.
    /// - Returns: All, in the order of the file.
    func apply(_ told: [Diagnostic]) -> [Diagnostic] {
        let settings = dockerfile.directives.check
        let rules = Set(CheckRule.allCases.map(\.rawValue))
        return (told + casing + dockerfile.stages.flatMap(findings))
            .filter { !rules.contains($0.code) || settings.includes($0.code) }
            .map { finding in
                guard settings.isError, rules.contains(finding.code) else { return finding }
                var error = finding
                error.severity = .error
                return error
            }
            .sorted {
                ($0.range?.start ?? SourcePosition(line: 0, column: 0))
                    < ($1.range?.start ?? SourcePosition(line: 0, column: 0))
            }
    }

    private func finding(
        _ rule: CheckRule,
        _ message: String,
        at range: SourceRange,
        fix: String? = nil
    ) -> Diagnostic {
        rule.finding(message, in: dockerfile.file, at: range, fix: fix)
    }

    /// Keywords that are written otherwise than most.
    private var casing: [Diagnostic] {
        let keywords = dockerfile.stages.flatMap { $0.instructions.map(\.keyword) }
        let lower = keywords.count { $0.value == $0.value.lowercased() }
        let wantsLower = lower * 2 > keywords.count
        return keywords.compactMap { keyword in
            let wanted = wantsLower ? keyword.value.lowercased() : keyword.value.uppercased()
            guard keyword.value != wanted else { return nil }
            return finding(
                .consistentInstructionCasing,
                "\"\(keyword.value)\" is not written as most other instructions are",
                at: keyword.range,
                fix: "write \(wanted)"
            )
        }
    }

    private func findings(in stage: Stage) -> [Diagnostic] {
        stageFindings(stage) + onlyOnce(stage)
            + stage.instructions.flatMap { findings(in: $0, of: stage) }
    }

    private func stageFindings(_ stage: Stage) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let words = stage.text.split { $0 == " " || $0 == "\t" }.map(String.init)
        if let name = stage.name {
            if let written = words.last, written != written.lowercased() {
                found.append(
                    finding(
                        .stageNameCasing,
                        "stage name \"\(written)\" should be lowercase",
                        at: name.range
                    )
                )
            }
            if ["scratch", "context"].contains(name.value) {
                found.append(
                    finding(
                        .reservedStageName,
                        "stage name \"\(name.value)\" is reserved",
                        at: name.range
                    )
                )
            }
            if dockerfile.stages[..<stage.index].contains(where: { $0.name?.value == name.value }) {
                found.append(
                    finding(
                        .duplicateStageName,
                        "stage name \"\(name.value)\" is used above",
                        at: name.range
                    )
                )
            }
            let from = words.first ?? ""
            let keyword = words.dropLast().last ?? ""
            if (from == from.lowercased()) != (keyword == keyword.lowercased()) {
                found.append(
                    finding(
                        .fromAsCasing,
                        "\"\(keyword)\" and \"\(from)\" are not written alike",
                        at: stage.range
                    )
                )
            }
        }
        return found + platformFindings(stage)
    }

    private func platformFindings(_ stage: Stage) -> [Diagnostic] {
        guard let platform = stage.platform else { return [] }
        if ["$TARGETPLATFORM", "${TARGETPLATFORM}"].contains(platform.value) {
            return [
                finding(
                    .redundantTargetPlatform,
                    "\(platform.value) is what FROM takes anyway",
                    at: platform.range,
                    fix: "remove --platform"
                )
            ]
        }
        guard !platform.value.contains("$") else { return [] }
        return [
            finding(
                .fromPlatformFlagConstDisallowed,
                "FROM --platform should not be one that is always the same: \"\(platform.value)\"",
                at: platform.range
            )
        ]
    }

    /// Instructions of which only the last counts.
    private func onlyOnce(_ stage: Stage) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for keyword in [Keyword.cmd, .entrypoint, .healthcheck] {
            let places = stage.instructions.filter { Keyword($0.keyword.value) == keyword }
            for place in places.dropLast() {
                found.append(
                    finding(
                        .multipleInstructionsDisallowed,
                        "only the last \(keyword.rawValue) of a stage counts",
                        at: place.range
                    )
                )
            }
        }
        return found
    }

    private func findings(in instruction: Instruction, of stage: Stage) -> [Diagnostic] {
        switch instruction.operation {
        case .maintainer:
            return [
                finding(
                    .maintainerDeprecated,
                    "MAINTAINER is deprecated",
                    at: instruction.range,
                    fix: "write LABEL org.opencontainers.image.authors=…"
                )
            ]
        case .environment(let assignments), .label(let assignments):
            return assignments.compactMap { assignment in
                guard assignment.isLegacy else { return secret(assignment.name, instruction) }
                return finding(
                    .legacyKeyValueFormat,
                    "\"\(assignment.name) VALUE\" is an old form",
                    at: assignment.range,
                    fix: "write \(assignment.name)=VALUE"
                )
            }
        case .argument(let definitions):
            return definitions.compactMap { secret($0.name, instruction) }
        case .command(.shell), .entrypoint(.shell):
            guard !stage.instructions.contains(where: { $0.isShell }) else { return [] }
            return [
                finding(
                    .jsonArgsRecommended,
                    "a command for the shell does not get signals",
                    at: instruction.range,
                    fix: "write it as a JSON array"
                )
            ]
        case .workingDirectory(let path): return relative(path, stage)
        default: return []
        }
    }

    private func relative(_ path: Located<String>, _ stage: Stage) -> [Diagnostic] {
        guard !path.value.hasPrefix("/"), !path.value.hasPrefix("$") else { return [] }
        let before = stage.instructions.prefix {
            $0.range != path.range && $0.range.end < path.range.start
        }
        let isKnown = before.contains { instruction in
            if case .workingDirectory = instruction.operation { true } else { false }
        }
        guard !isKnown else { return [] }
        return [
            finding(
                .workdirRelativePath,
                "relative WORKDIR \"\(path.value)\" depends on what the image below says",
                at: path.range
            )
        ]
    }

    /// A name that says that its value is nobody else's business: what `ARG` and `ENV` hold is in the image.
    private func secret(_ name: String, _ instruction: Instruction) -> Diagnostic? {
        guard Keyword(instruction.keyword.value) != .label else { return nil }
        let words = name.lowercased().split { $0 == "_" || $0 == "-" }.map(String.init)
        let telling: Set = [
            "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd",
            "secret", "token",
        ]
        guard words.contains(where: telling.contains), !words.contains("public") else { return nil }
        return finding(
            .secretsUsedInArgOrEnv,
            "do not use ARG or ENV for secrets: \"\(name)\" can be read from the image",
            at: instruction.range,
            fix: "use RUN --mount=type=secret"
        )
    }
}

extension Instruction {
    fileprivate var isShell: Bool {
        if case .shell = operation { true } else { false }
    }
}
