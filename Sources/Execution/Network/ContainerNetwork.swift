/// What one container sees of the network.
enum ContainerNetwork: Sendable {
    /// Only itself.
    case none
    /// All that this machine sees, as this machine.
    case host
    /// A place of its own in the network of its job.
    case seat(NetworkSeat)
}
