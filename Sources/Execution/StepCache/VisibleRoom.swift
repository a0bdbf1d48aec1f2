import Builds

/// What the container of one step is made of.
struct VisibleRoom: Sendable {
    /// The layers.
    var room: JobRoom
    /// The files of the commit that it sees; all of them where nil.
    var inputs: [SetupInput]?
    /// The names of the layers that take the place of the commit's; nil where none do.
    var source: [String]?
}
