/// The name of an image in a registry: `docker.io/library/alpine:3.20`.
///
/// A value has been checked and normalised as docker does it: a name without a registry is of `docker.io`, a name of
/// one component there lies below `library/`, and what has neither a tag nor a digest is `latest`. So two texts that
/// mean one image give one value, and no part of it holds `..`, an empty component or anything but the grammar's
/// letters.
///
/// Source: distribution-spec 1.1, "Pulling manifests"; distribution/reference, the grammar in reference.go.
package struct ImageReference: Sendable, Hashable {
    /// The registry as written: a host name or address, with a port where one was given.
    package let registry: String
    /// The path of the repository in the registry: `library/alpine`.
    package let repository: String
    /// The tag; nil where only a digest was given.
    package let tag: String?
    /// The digest that the manifest must have, whatever the tag says now.
    package let digest: Digest?

    /// The registry of names that name none.
    package static let defaultRegistry = "docker.io"
    /// The tag of names that have neither tag nor digest.
    package static let defaultTag = "latest"
    /// The most bytes that registry and repository may have together, slash included.
    package static let maximumNameBytes = 255
    /// The most bytes of a tag.
    package static let maximumTagBytes = 128

    /// Reads and normalises `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`.
    ///
    /// - Parameter text: What the user wrote.
    /// - Throws: `OCIError.malformedReference`, which says which part is wrong and why.
    package init(_ text: String) throws(OCIError) {
        self = try ImageReferenceParser(text: text).reference()
    }

    /// A reference of parts that have been checked.
    init(registry: String, repository: String, tag: String?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Registry and repository: `docker.io/library/alpine`.
    package var name: String { "\(registry)/\(repository)" }

    /// The shortest text that means this image: `alpine`, `team/app:1`, `127.0.0.1:5000/app:1`.
    ///
    /// The tag `latest` is shown, since people look for it in lists.
    package var familiar: String { familiarName + suffix }

    /// The shortest text of registry and repository: `alpine`.
    package var familiarName: String {
        guard registry == Self.defaultRegistry else { return name }
        guard repository.hasPrefix("library/") else { return repository }
        return String(repository.dropFirst("library/".count))
    }

    /// What the registry is asked for: the digest where there is one, else the tag.
    package var target: String {
        digest?.description ?? tag ?? Self.defaultTag
    }

    /// The same repository, and the manifest of this digest whatever the tags say.
    package func pinned(to digest: Digest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    /// The same repository and tag without the digest; `latest` where there was no tag.
    package var withoutDigest: ImageReference {
        ImageReference(
            registry: registry,
            repository: repository,
            tag: tag ?? Self.defaultTag,
            digest: nil
        )
    }

    private var suffix: String {
        (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension ImageReference: CustomStringConvertible {
    /// The whole, normalised: `docker.io/library/alpine:latest`.
    package var description: String { name + suffix }
}

extension ImageReference: DocumentText {}
