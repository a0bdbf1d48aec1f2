/// Why something could not be done with a registry: one sentence, what may help, and what kind of refusal it is.
package struct RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing went wrong.
    package enum Kind: Sendable, Hashable {
        /// Nobody answered, or the connection broke and kept breaking.
        case unreachable
        /// The certificate is not one that we trust, or TLS is not spoken at all.
        case untrusted
        /// There is no such repository, tag or blob.
        case notFound
        /// We are not known there, or not let in.
        case unauthorized
        /// We have asked too often.
        case rateLimited
        /// The registry answered with an error of its own.
        case server
        /// The answer is not what the specification says, or not what was promised.
        case malformed
        /// Our own settings or the credentials file stand in the way.
        case settings
    }

    /// What kind of thing went wrong.
    package let kind: Kind
    /// The sentence, without a full stop.
    package let description: String
    /// What may help, or nil where the sentence says it all.
    package let hint: String?

    /// A failure in words.
    package init(_ kind: Kind, _ description: String, hint: String? = nil) {
        self.kind = kind
        self.description = description
        self.hint = hint
    }

    /// The same failure, with a remark in front of its hint.
    func noting(_ notes: [String]) -> RegistryError {
        let parts = notes + [hint].compactMap(\.self)
        return RegistryError(
            kind,
            description,
            hint: parts.isEmpty ? nil : parts.joined(separator: "\n  hint: ")
        )
    }
}
