import HostSystem

/// What the containers of a job, or of a setup step, see of the network.
enum JobNetworking: Sendable {
    /// Each only itself.
    case none
    /// All that this machine sees.
    case host
    /// A network of their own, in which each gets a place.
    case own(JobHub)

    /// The network of the next container; nothing is made where they have none of their own.
    func next() async throws -> ContainerNetwork {
        switch self {
        case .none: .none
        case .host: .host
        case .own(let hub): .seat(try await offload { try hub.seat() })
        }
    }
}
