/// What a container sees of the network.
package enum ContainerNetwork: Sendable, Hashable, Codable {
    /// Its own loopback interface, nothing else.
    case none
    /// All that the host sees.
    case host
    /// A network of its own, with a way to the outside.
    case `private`
    /// One that several containers join, by name.
    case named(String)
    /// What another container sees, by id.
    case container(String)

    /// The word for it.
    package var text: String {
        switch self {
        case .none: "none"
        case .host: "host"
        case .private: "private"
        case .named(let name): name
        case .container(let id): "container:\(id)"
        }
    }
}
