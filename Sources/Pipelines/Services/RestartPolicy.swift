/// Whether a service that ends is started again while its job goes on.
package enum RestartPolicy: String, Sendable, Hashable, CaseIterable {
    /// It is told, and stays ended.
    case no
    /// After it was killed or returned anything but 0.
    case onFailure = "on-failure"
    /// However it ended.
    case always
}
