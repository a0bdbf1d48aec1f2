/// When a registry is asked for an image; the words are docker's.
package enum PullPolicy: String, Sendable, Hashable, CaseIterable {
    /// Whenever the image is used: what has not changed is not downloaded again.
    case always
    /// Only where the store does not have it.
    case missing
    /// Not at all.
    case never
}
