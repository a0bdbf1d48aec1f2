/// What the user has settled about names of images: short names, mirrors, and registries without proper TLS.
package struct RegistrySettings: Sendable, Hashable {
    /// Short names, without tag and digest, and what they stand for.
    package var aliases: [String: String]
    /// What is special about registries; the rule with the longest prefix holds.
    package var rules: [RegistryRule]
    /// The file that it was read from; nil where there is none.
    package var file: String?

    /// Settings; none unless given.
    package init(
        aliases: [String: String] = [:],
        rules: [RegistryRule] = [],
        file: String? = nil
    ) {
        self.aliases = aliases
        self.rules = rules
        self.file = file
    }

    /// Reads a name, short ones as the aliases say.
    ///
    /// - Parameter text: What the user wrote; skopeo's `docker://` before it is taken off.
    /// - Returns: The reference, normalised.
    /// - Throws: `OCIError.malformedReference`.
    package func reference(_ text: String) throws(OCIError) -> ImageReference {
        let text = text.hasPrefix("docker://") ? String(text.dropFirst("docker://".count)) : text
        let end = text.firstIndex { $0 == ":" || $0 == "@" } ?? text.endIndex
        if let full = aliases[String(text[..<end])] {
            return try ImageReference(full + text[end...])
        }
        return try ImageReference(text)
    }

    /// The places that an image is looked for, in order.
    ///
    /// - Parameter reference: The image.
    /// - Returns: Mirrors first, the registry itself last; empty where it is blocked.
    /// - Throws: `OCIError` where a mirror's name with the image's is too long or else malformed.
    package func places(of reference: ImageReference) throws(OCIError) -> [RegistryPlace] {
        guard let rule = rule(for: reference) else { return [RegistryPlace(reference)] }
        guard !rule.isBlocked else { return [] }
        var places: [RegistryPlace] = []
        for mirror in rule.mirrors where mirror.use.fits(reference) {
            let moved = try move(reference, of: rule, to: mirror.location)
            places.append(RegistryPlace(moved, isInsecure: mirror.isInsecure, isMirror: true))
        }
        return places + [try home(of: reference, rule)]
    }

    /// Where an image is pushed to; nil where that is blocked.
    package func home(of reference: ImageReference) throws(OCIError) -> RegistryPlace? {
        guard let rule = rule(for: reference) else { return RegistryPlace(reference) }
        return rule.isBlocked ? nil : try home(of: reference, rule)
    }

    private func home(
        of reference: ImageReference,
        _ rule: RegistryRule
    ) throws(OCIError) -> RegistryPlace {
        let moved =
            if let location = rule.location {
                try move(reference, of: rule, to: location)
            } else {
                reference
            }
        return RegistryPlace(moved, isInsecure: rule.isInsecure)
    }

    private func rule(for reference: ImageReference) -> RegistryRule? {
        rules.filter { $0.match(in: reference.name) != nil }.max {
            ($0.match(in: reference.name)?.count ?? 0, $0.prefix.count)
                < ($1.match(in: reference.name)?.count ?? 0, $1.prefix.count)
        }
    }

    private func move(
        _ reference: ImageReference,
        of rule: RegistryRule,
        to location: String
    ) throws(OCIError) -> ImageReference {
        let matched = rule.match(in: reference.name) ?? ""
        let suffix =
            (reference.tag.map { ":\($0)" } ?? "") + (reference.digest.map { "@\($0)" } ?? "")
        return try ImageReference(location + reference.name.dropFirst(matched.count) + suffix)
    }
}

extension RegistryRule.Mirror.Use {
    fileprivate func fits(_ reference: ImageReference) -> Bool {
        switch self {
        case .all: true
        case .digests: reference.digest != nil
        case .tags: reference.digest == nil
        }
    }
}
