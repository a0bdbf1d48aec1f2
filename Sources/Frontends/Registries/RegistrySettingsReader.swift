package import Diagnostics
import Expressions
package import OCI

/// Reads the file with the settings of registries; docs/REGISTRIES.md is its description.
package enum RegistrySettingsReader {
    /// Reads a file and tells all that is wrong with it.
    ///
    /// - Parameter file: The text, with the name under which mistakes speak of it.
    /// - Returns: The settings, nil after an error, and the mistakes in the order of the file.
    package static func read(
        _ file: SourceFile
    ) -> (settings: RegistrySettings?, diagnostics: [Diagnostic]) {
        // A file of which all has been commented out settles nothing.
        let lines = file.text.split(whereSeparator: \.isNewline)
        if lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) || $0.hasPrefix("#") }) {
            return (RegistrySettings(file: file.name), [])
        }
        let document = YAMLDocument(reading: file)
        let findings = Findings(file)
        findings.add(document.diagnostics)
        let settings = document.root.flatMap { root -> RegistrySettings? in
            if case .scalar(let scalar) = root.content, scalar.value == .null {
                return RegistrySettings(file: file.name)
            }
            return RegistrySettingsReading(findings: findings).settings(root, named: file.name)
        }
        let diagnostics = findings.told
        return (diagnostics.containsError ? nil : settings, diagnostics)
    }
}

/// Takes the mappings of the file apart.
private struct RegistrySettingsReading {
    let findings: Findings

    func settings(_ root: YAMLNode, named name: String) -> RegistrySettings {
        var settings = RegistrySettings(file: name)
        for (key, node) in known(["aliases", "registries"], in: root, "the settings") {
            if key == "aliases" {
                settings.aliases = aliases(node)
            } else {
                settings.rules = entries(node, "\"registries\"").compactMap(rule)
            }
        }
        return settings
    }

    private func aliases(_ node: YAMLNode) -> [String: String] {
        var aliases: [String: String] = [:]
        for entry in entries(node, "\"aliases\"") {
            guard let full = text(entry.node, "an alias") else { continue }
            let short = entry.key.value
            guard let named = try? ImageReference(short), named.familiarName == short,
                !short.contains("/")
            else {
                findings.tell(
                    "wrong-name",
                    "\"\(short)\" cannot be an alias",
                    at: entry.key.range,
                    fix: "write a short name without registry, tag and digest, such as alpine"
                )
                continue
            }
            if isLocation(full, entry.node) { aliases[short] = full }
        }
        return aliases
    }

    // MARK: Rules

    private func rule(_ entry: YAMLEntry) -> RegistryRule? {
        let prefix = entry.key.value
        guard isPrefix(prefix, entry) else { return nil }
        var rule = RegistryRule(prefix: prefix)
        let keys = ["location", "insecure", "blocked", "mirrors"]
        for (key, node) in known(keys, in: entry.node, "registry \"\(prefix)\"") {
            switch key {
            case "location":
                guard let text = text(node, "\"location\""), isLocation(text, node) else { break }
                rule.location = text
            case "insecure": rule.isInsecure = flag(node, "\"insecure\"") ?? false
            case "blocked": rule.isBlocked = flag(node, "\"blocked\"") ?? false
            default: rule.mirrors = list(node, "\"mirrors\"").compactMap(mirror)
            }
        }
        return rule
    }

    private func mirror(_ node: YAMLNode) -> RegistryRule.Mirror? {
        if case .scalar = node.content {
            guard let text = text(node, "a mirror"), isLocation(text, node) else { return nil }
            return RegistryRule.Mirror(location: text)
        }
        var mirror = RegistryRule.Mirror(location: "")
        for (key, node) in known(["location", "insecure", "for"], in: node, "a mirror") {
            switch key {
            case "location":
                guard let text = text(node, "\"location\""), isLocation(text, node) else { break }
                mirror.location = text
            case "insecure": mirror.isInsecure = flag(node, "\"insecure\"") ?? false
            default: mirror.use = use(node)
            }
        }
        guard mirror.location.isEmpty else { return mirror }
        findings.tell(
            "missing-key",
            "a mirror has no \"location\"",
            at: node.range,
            fix: "add \"location:\""
        )
        return nil
    }

    private func use(_ node: YAMLNode) -> RegistryRule.Mirror.Use {
        guard let text = text(node, "\"for\"") else { return .all }
        if let use = RegistryRule.Mirror.Use(rawValue: text) { return use }
        let words = RegistryRule.Mirror.Use.allCases.map(\.rawValue)
        findings.tell(
            "wrong-value",
            "\"for\" cannot be \"\(text)\"",
            at: node.range,
            fix: "choose one of: \(words.joined(separator: ", "))"
        )
        return .all
    }

    // MARK: Names

    /// Whether a text is a registry, perhaps with the beginning of repositories.
    private func isLocation(_ text: String, _ node: YAMLNode) -> Bool {
        if Self.names(text) { return true }
        findings.tell(
            "wrong-value",
            "\"\(text)\" does not name a registry",
            at: node.range,
            fix: "write a host, perhaps with a port and a path, such as mirror.example.org:5000/hub"
        )
        return false
    }

    private func isPrefix(_ text: String, _ entry: YAMLEntry) -> Bool {
        let isWildcard = text.hasPrefix("*.") && Self.names("x" + text.dropFirst())
        if isWildcard && !text.contains("/") || Self.names(text) { return true }
        findings.tell(
            "wrong-name",
            "\"\(text)\" is not what the name of an image can begin with",
            at: entry.key.range,
            fix: "write a registry (docker.io), with a path (quay.io/team), or *.example.org"
        )
        return false
    }

    private static func names(_ text: String) -> Bool {
        // A path behind it shows whether the text is whole, and taken for a registry.
        guard let reference = try? ImageReference("\(text)/x") else { return false }
        return reference.name == "\(text)/x" || reference.name == "\(text)/library/x"
    }

    // MARK: Values

    private func known(
        _ keys: [String],
        in node: YAMLNode,
        _ title: String
    ) -> [(String, YAMLNode)] {
        entries(node, title).compactMap { entry in
            if keys.contains(entry.key.value) { return (entry.key.value, entry.node) }
            findings.tell(
                "unknown-key",
                "unknown key \"\(entry.key.value)\" in \(title)",
                at: entry.key.range,
                fix: Suggestion.nearest(to: entry.key.value, in: keys).map {
                    "did you mean \"\($0)\"?"
                } ?? "known here: \(keys.joined(separator: ", "))"
            )
            return nil
        }
    }

    private func entries(_ node: YAMLNode, _ what: String) -> [YAMLEntry] {
        if case .mapping(let entries) = node.content { return entries }
        tellType(node, what, "a mapping")
        return []
    }

    private func list(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
        if case .sequence(let nodes) = node.content { return nodes }
        tellType(node, what, "a list")
        return []
    }

    private func text(_ node: YAMLNode, _ what: String) -> String? {
        if case .scalar(let scalar) = node.content, scalar.value != .null, !scalar.text.isEmpty {
            return scalar.text
        }
        tellType(node, what, "a text")
        return nil
    }

    private func flag(_ node: YAMLNode, _ what: String) -> Bool? {
        if case .scalar(let scalar) = node.content, case .boolean(let flag) = scalar.value {
            return flag
        }
        tellType(node, what, "true or false")
        return nil
    }

    private func tellType(_ node: YAMLNode, _ what: String, _ expected: String) {
        if case .unreadable = node.content { return }
        findings.tell(
            "wrong-type",
            "\(what) must be \(expected), not \(node.kindName)",
            at: node.range
        )
    }
}
