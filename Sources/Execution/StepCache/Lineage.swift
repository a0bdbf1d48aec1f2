/// Where the files come from that a step finds, beside the image's and the commit's.
enum Lineage: Sendable, Hashable {
    /// From steps that are kept; the last of them that wrote anything, or `""` where none did.
    case kept(String)
    /// From a step that is not kept: another run will have others.
    case broken(String)

    /// The instance of the last step; nil for files that another run will not have.
    var instance: String? {
        if case .kept(let instance) = self { instance } else { nil }
    }
}
