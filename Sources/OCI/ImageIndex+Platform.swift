/// Which of several images is the one for a platform.
package enum PlatformChoice: Sendable, Hashable {
    /// This one.
    case one(Descriptor)
    /// None of them; the platforms that there are, sorted.
    case none(available: [String])
    /// None names a platform, and there are several; their digests, sorted.
    case unclear([Digest])
}

extension Sequence where Element == Descriptor {
    /// The image or index of the platform with the highest variant that runs there; else the only one that names none.
    ///
    /// - Parameter platform: What the image is to run on.
    /// - Returns: The choice; attestations and things that are no images do not count.
    package func best(for platform: Platform) -> PlatformChoice {
        let images = filter {
            !$0.isAttestation && ($0.mediaType.isIndex || $0.mediaType.isManifest)
        }
        let fitting = images.filter { $0.platform.map(platform.runs) == true }
        let best = fitting.max { left, right in
            let variants = [left, right].map { $0.platform?.effectiveVariant ?? "" }
            return variants[0] < variants[1]
        }
        if let best { return .one(best) }
        let unnamed = images.filter { $0.platform == nil }
        let digests = Set(unnamed.map(\.digest))
        if digests.count > 1 { return .unclear(digests.sorted { $0.hex < $1.hex }) }
        if let only = unnamed.first { return .one(only) }
        let available = Set(images.compactMap { $0.platform?.description })
        return .none(available: available.sorted())
    }
}
