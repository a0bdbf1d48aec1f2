import Networks

/// A network that several containers join, in which they know each other by name.
package struct StoredNetwork: Sendable, Hashable, Codable {
    /// Its name.
    package var name: String
    /// When it was made; RFC 3339.
    package var created: String
    /// Whether its members reach each other only.
    package var isInternal = false
    /// Free words.
    package var labels: [String: String] = [:]

    /// A network with a way to the outside.
    package init(name: String, created: String) {
        self.name = name
        self.created = created
    }

    /// What its members reach outside.
    var access: OutsideAccess { isInternal ? .nothing : .everything }

    /// Words that mean something else where a container says which network it joins.
    static let reserved: Set<String> = [
        "none", "host", "private", "bridge", "default", "container",
    ]
}
