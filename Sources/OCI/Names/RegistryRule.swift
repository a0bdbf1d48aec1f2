/// What is special about the registries and repositories of one prefix.
///
/// Source: containers-registries.conf(5), whose words these are.
package struct RegistryRule: Sendable, Hashable {
    /// A copy of a registry that is asked first.
    package struct Mirror: Sendable, Hashable {
        /// Which images a mirror is asked for.
        package enum Use: String, Sendable, Hashable, CaseIterable {
            /// All.
            case all
            /// Those that are named by digest, which no mirror can fake.
            case digests
            /// Those that are named by tag.
            case tags
        }

        /// What stands in place of the prefix: a host, perhaps with a path.
        package var location: String
        /// Whether plain HTTP and certificates that nobody vouches for are taken.
        package var isInsecure: Bool
        /// Which images it is asked for.
        package var use: Use

        /// A mirror.
        package init(location: String, isInsecure: Bool = false, use: Use = .all) {
            self.location = location
            self.isInsecure = isInsecure
            self.use = use
        }
    }

    /// What names begin with, whole components: `docker.io`, `quay.io/team`, `*.example.org`.
    package var prefix: String
    /// What stands in place of the prefix; nil where the prefix itself is the place.
    package var location: String?
    /// Whether plain HTTP and certificates that nobody vouches for are taken.
    package var isInsecure: Bool
    /// Whether nothing is pulled from there or pushed there.
    package var isBlocked: Bool
    /// Asked first, in this order; never pushed to.
    package var mirrors: [Mirror]

    /// A rule.
    package init(
        prefix: String,
        location: String? = nil,
        isInsecure: Bool = false,
        isBlocked: Bool = false,
        mirrors: [Mirror] = []
    ) {
        self.prefix = prefix
        self.location = location
        self.isInsecure = isInsecure
        self.isBlocked = isBlocked
        self.mirrors = mirrors
    }

    /// The part of a name that the prefix stands for; nil where the rule is not about the name.
    ///
    /// - Parameter name: Registry and repository.
    /// - Returns: The beginning of the name, up to and without the slash.
    func match(in name: String) -> Substring? {
        if prefix.hasPrefix("*.") {
            let host = name.prefix { $0 != "/" && $0 != ":" }
            guard host.hasSuffix(prefix.dropFirst()) else { return nil }
            return name.prefix { $0 != "/" }
        }
        guard name.hasPrefix(prefix) else { return nil }
        let rest = name.dropFirst(prefix.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
        return name.dropLast(rest.count)
    }
}
