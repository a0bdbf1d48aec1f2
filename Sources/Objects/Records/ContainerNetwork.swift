/// What a container sees of the network.
package enum ContainerNetwork: Sendable, Hashable, Codable {
    /// Its own loopback interface, nothing else.
    case none
    /// All that the host sees.
    case host
    /// What another container sees, by id.
    case container(String)

    /// The word for it.
    package var text: String {
        switch self {
        case .none: "none"
        case .host: "host"
        case .container(let id): "container:\(id)"
        }
    }
}
