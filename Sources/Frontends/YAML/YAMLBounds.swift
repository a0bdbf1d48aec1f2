/// How much of a YAML file is read; each bound has a message of its own where it is passed.
enum YAMLBounds {
    /// Bytes of a file: a pipeline is written by hand, and the largest known ones have a tenth of it.
    static let fileBytes = 1 << 20
    /// Nodes of a document once every alias is written out.
    static let nodes = 100_000
    /// Levels of a document, every alias written out.
    static let depth = 64
    /// Repeated keys that are told of one file: each costs reading it again.
    static let repeatedKeys = 20
    /// Bytes that are read again for the sake of repeated keys.
    static let rereadBytes = 4 << 20
}
