/// Takes the name of an image apart, from the back: digest, tag, then registry and repository.
struct ImageReferenceParser {
    /// What the user wrote.
    let text: String

    /// The whole reference, normalised.
    func reference() throws(OCIError) -> ImageReference {
        guard !text.isEmpty else { throw wrong("it is empty") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw wrong("it has white space or letters outside ASCII")
        }
        guard !text.contains("://") else {
            throw wrong("it begins with a scheme; leave out everything up to \"://\"")
        }
        let (named, digest) = try splitDigest()
        let (path, tag) = splitTag(named)
        if let tag { try check(tag: tag) }
        let (registry, repository) = try splitRegistry(path)
        try check(repository: repository)
        guard registry.utf8.count + 1 + repository.utf8.count <= ImageReference.maximumNameBytes
        else { throw wrong("its name has more than \(ImageReference.maximumNameBytes) letters") }
        return ImageReference(
            registry: registry,
            repository: repository,
            tag: tag.map(String.init) ?? (digest == nil ? ImageReference.defaultTag : nil),
            digest: digest
        )
    }

    private func wrong(_ reason: String) -> OCIError {
        .malformedReference(text: text, reason: reason)
    }

    private func splitDigest() throws(OCIError) -> (Substring, Digest?) {
        guard let at = text.firstIndex(of: "@") else { return (text[...], nil) }
        let written = String(text[text.index(after: at)...])
        guard let digest = try? Digest(written) else {
            // The parser's own sentence would name the digest alone, not the whole reference.
            throw wrong("\"@\" is followed by no digest, such as sha256: and 64 lower-case digits")
        }
        return (text[..<at], digest)
    }

    /// A colon after the last slash begins a tag; one before it begins a port.
    private func splitTag(_ named: Substring) -> (Substring, Substring?) {
        guard let colon = named.lastIndex(of: ":") else { return (named, nil) }
        let tag = named[named.index(after: colon)...]
        guard !tag.contains("/") else { return (named, nil) }
        return (named[..<colon], tag)
    }

    private func check(tag: Substring) throws(OCIError) {
        guard let first = tag.utf8.first else { throw wrong("the tag after \":\" is empty") }
        guard tag.utf8.count <= ImageReference.maximumTagBytes else {
            throw wrong("its tag has more than \(ImageReference.maximumTagBytes) letters")
        }
        guard first.isWord, tag.utf8.allSatisfy({ $0.isWord || $0.isDotOrDash }) else {
            throw wrong(
                "a tag has letters, digits, \"_\", \".\" and \"-\", and begins with none of the last two"
            )
        }
    }

    // MARK: Registry

    /// The first component is a registry where it looks like a host: it has a dot, a port or an upper-case letter, or
    /// is `localhost`.
    private func splitRegistry(_ path: Substring) throws(OCIError) -> (String, String) {
        guard let slash = path.firstIndex(of: "/"), Self.looksLikeHost(path[..<slash]) else {
            return try inDefaultRegistry(path)
        }
        let host = path[..<slash]
        let repository = path[path.index(after: slash)...]
        try check(registry: host)
        if host == "docker.io" || host == "index.docker.io" {
            return try inDefaultRegistry(repository)
        }
        return (String(host), String(repository))
    }

    private func inDefaultRegistry(_ path: Substring) throws(OCIError) -> (String, String) {
        guard path.utf8.count != 64 || !path.utf8.allSatisfy(\.isLowerHex) else {
            throw wrong("64 hexadecimal digits are the id of an image, not its name")
        }
        let repository = path.contains("/") ? String(path) : "library/\(path)"
        return (ImageReference.defaultRegistry, repository)
    }

    private static func looksLikeHost(_ component: Substring) -> Bool {
        component == "localhost" || component.utf8.contains { $0.isHostMark || $0.isUpper }
    }

    private func check(registry: Substring) throws(OCIError) {
        let (host, port) = Self.splitPort(registry)
        if let port {
            guard !port.isEmpty, port.utf8.allSatisfy(\.isDigit), UInt16(port) != nil else {
                throw wrong("\"\(port)\" is not a port")
            }
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.utf8.dropFirst().dropLast().allSatisfy(\.isIPv6),
                host.utf8.count > 3
            else { throw wrong("\"\(host)\" is not an address") }
            return
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        for label in labels where !Self.isHostLabel(label) {
            throw wrong("\"\(host)\" is not the name of a host")
        }
    }

    private static func splitPort(_ registry: Substring) -> (Substring, Substring?) {
        guard let colon = registry.lastIndex(of: ":"), !registry.hasSuffix("]") else {
            return (registry, nil)
        }
        return (registry[..<colon], registry[registry.index(after: colon)...])
    }

    private static func isHostLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last else { return false }
        return first.isAlphanumeric && last.isAlphanumeric
            && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
    }

    // MARK: Repository

    private func check(repository: String) throws(OCIError) {
        for component in repository.split(separator: "/", omittingEmptySubsequences: false) {
            guard !component.isEmpty else { throw wrong("a component of its name is empty") }
            guard !component.utf8.contains(where: \.isUpper) else {
                throw wrong("the name of a repository is lower case: \(repository.lowercased())")
            }
            guard Self.isComponent(component) else {
                throw wrong(
                    "\"\(component)\" is not lower-case letters and digits, parted by \".\", \"_\", \"__\" or dashes"
                )
            }
        }
    }

    /// Runs of letters and digits, parted by one dot, one or two underscores, or any dashes.
    private static func isComponent(_ component: Substring) -> Bool {
        var separator: [UInt8] = []
        var isFirst = true
        for byte in component.utf8 {
            if byte.isLowerAlphanumeric {
                guard separator.isEmpty || (!isFirst && isSeparator(separator)) else {
                    return false
                }
                separator = []
                isFirst = false
            } else {
                separator.append(byte)
            }
        }
        return separator.isEmpty && !isFirst
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 == UInt8(ascii: "-") }
            || [".", "_", "__"].contains(String(decoding: bytes, as: UTF8.self))
    }
}

/// The letters of the grammar.
extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isLower: Bool { (0x61...0x7A).contains(self) }
    fileprivate var isUpper: Bool { (0x41...0x5A).contains(self) }
    fileprivate var isLowerAlphanumeric: Bool { isLower || isDigit }
    fileprivate var isAlphanumeric: Bool { isLower || isUpper || isDigit }
    fileprivate var isLowerHex: Bool { isDigit || (0x61...0x66).contains(self) }
    fileprivate var isWord: Bool { isAlphanumeric || self == UInt8(ascii: "_") }
    fileprivate var isDotOrDash: Bool { self == UInt8(ascii: ".") || self == UInt8(ascii: "-") }
    fileprivate var isHostMark: Bool {
        self == UInt8(ascii: ".") || self == UInt8(ascii: ":") || self == UInt8(ascii: "[")
    }
    fileprivate var isIPv6: Bool {
        isLowerHex || (0x41...0x46).contains(self) || self == UInt8(ascii: ":")
            || self == UInt8(ascii: ".")
    }
}
