/// A source of `ADD` that lies elsewhere.
enum RemoteSource {
    /// Whether a text names something that has to be fetched.
    static func isRemote(_ text: String) -> Bool {
        ["http://", "https://", "git://", "ssh://"].contains { text.hasPrefix($0) }
            || text.hasPrefix("git@")
    }
}
