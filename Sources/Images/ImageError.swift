package import HostSystem
package import OCI

/// Why an image cannot be used: the image or the layer, the entry where it is one, and the reason.
package enum ImageError: Error, Sendable, Hashable {
    /// A layer cannot be unpacked; the layer, where in it, and why.
    case layer(diffID: Digest, LayerPlace, LayerFault)
    /// A document of an image is not what it has to be.
    case document(OCIError)
    /// A file of an image is missing, or not the one that is asked for.
    case content(name: String, reason: String)
    /// Nothing in the image fits the host; what is there instead.
    case noPlatform(wanted: Platform, available: [String])
    /// The image has to be named more exactly; the names that are there.
    case noSuchImage(wanted: String?, available: [String])
    /// An id begins those of several images.
    case ambiguousImage(String, candidates: [String])
    /// A name has not had that many versions.
    case noSuchVersion(name: String, wanted: Int, available: Int)
    /// The text does not name an image.
    case malformedSource(String, reason: String)
    /// The host refused.
    case system(SystemError)
    /// The caller gave up.
    case interrupted
}

extension ImageError {
    /// An error of one of the rooms below, as one of images.
    static func wrapping(_ error: any Error) -> ImageError {
        switch error {
        case let error as ImageError: error
        case let error as SystemError: .system(error)
        case let error as OCIError: .document(error)
        case LayerFault.interrupted: .interrupted
        case let fault as LayerFault:
            .content(name: "the layer", reason: "cannot be made: \(fault)")
        default: preconditionFailure("an error of no room below: \(error)")
        }
    }
}

extension ImageError: CustomStringConvertible {
    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .layer(let diffID, .whole, let fault):
            "cannot unpack layer \(diffID.short): \(fault)"
        case .layer(let diffID, let place, let fault):
            "cannot unpack \(place) of layer \(diffID.short): \(fault)"
        case .document(let error): error.description
        case .content(let name, let reason): "\(name) \(reason)"
        case .noPlatform(let wanted, let available):
            "there is no image for \(wanted)" + Self.list(available, after: ", only for ")
        case .noSuchImage(let wanted?, let available):
            "there is no image \"\(wanted)\"" + Self.list(available, after: ", only ")
        case .noSuchImage(nil, let available):
            "one image has to be named, and there is not exactly one"
                + Self.list(available, after: ": ")
        case .ambiguousImage(let text, let candidates):
            "\"\(text)\" may be several images" + Self.list(candidates, after: ": ")
        case .noSuchVersion(let name, let wanted, let available):
            available < 2
                ? "\(name) has no earlier version"
                : "\(name) has \(available - 1) earlier versions, not \(wanted)"
        case .malformedSource(let text, let reason): "\"\(text)\" is no image: \(reason)"
        case .system(let error): error.description
        case .interrupted: "loading the image was interrupted"
        }
    }

    /// What a person can do about it, or nil where the reason says it all.
    package var hint: String? {
        switch self {
        case .layer(_, _, .system(let error)), .system(let error): error.hint
        default: nil
        }
    }

    private static func list(_ names: [String], after introduction: String) -> String {
        guard !names.isEmpty else { return "" }
        let shown = introduction + names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }
}
