import FoundationEssentials
import OCI
import Objects

/// Lines of a Dockerfile that only say how an image is run: `--change` of `import` and `commit`.
enum ConfigurationChange {
    /// Applies lines to parameters.
    ///
    /// - Parameters:
    ///   - lines: `CMD ["a"]`, `ENV a=b`, ….
    ///   - parameters: What they change.
    /// - Returns: The changed parameters.
    /// - Throws: `ObjectError` for the first line that is not understood.
    static func apply(
        _ lines: [String],
        to parameters: ExecutionParameters = ExecutionParameters()
    ) throws -> ExecutionParameters {
        var changed = parameters
        for line in lines { try apply(line, to: &changed) }
        return changed
    }

    private static func apply(_ line: String, to parameters: inout ExecutionParameters) throws {
        let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == 2 else { throw refusal(line) }
        let rest = parts[1]
        switch parts[0].uppercased() {
        case "CMD": parameters.command = words(rest)
        case "ENTRYPOINT": parameters.entrypoint = words(rest)
        case "USER": parameters.user = rest
        case "WORKDIR": parameters.workingDirectory = rest
        case "STOPSIGNAL": parameters.stopSignal = rest
        case "VOLUME": parameters.volumes = sorted(parameters.volumes + list(rest))
        case "EXPOSE":
            let ports = list(rest).map { $0.contains("/") ? $0 : "\($0)/tcp" }
            parameters.exposedPorts = sorted(parameters.exposedPorts + ports)
        case "ENV":
            for (key, value) in try pairs(rest, line) {
                parameters.environment.removeAll { $0.hasPrefix("\(key)=") }
                parameters.environment.append("\(key)=\(value)")
            }
        case "LABEL":
            for (key, value) in try pairs(rest, line) { parameters.labels[key] = value }
        default: throw refusal(line)
        }
    }

    private static func sorted(_ names: [String]) -> [String] { Set(names).sorted() }

    private static func json(_ text: String) -> [String]? {
        guard text.hasPrefix("[") else { return nil }
        return try? JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    /// A JSON array as it is; anything else is a line for the shell.
    private static func words(_ text: String) -> [String] { json(text) ?? ["/bin/sh", "-c", text] }

    private static func list(_ text: String) -> [String] {
        json(text) ?? text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// `a=b c="d e"`, or the old form `a b c`.
    private static func pairs(_ text: String, _ line: String) throws -> [(String, String)] {
        guard text.prefix(while: { !$0.isWhitespace }).contains("=") else {
            let parts = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
            guard parts.count == 2 else { throw refusal(line) }
            return [(parts[0], parts[1])]
        }
        return try shellWords(text).map { word in
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw refusal(line) }
            return (String(parts[0]), String(parts[1]))
        }
    }

    /// Words as a shell parts them: quotes and backslashes keep blanks.
    private static func shellWords(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    private static func refusal(_ line: String) -> ObjectError {
        ObjectError(
            "--change \"\(line)\": expected CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME or WORKDIR, and what it sets",
            code: 1
        )
    }
}
