/// What of the network a container sees.
package enum NetworkMode: String, Sendable, Hashable, CaseIterable {
    /// Only itself.
    case none
    /// All that this machine sees.
    case host
}
