/// A folder of the store that outlives containers.
package struct Volume: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// Its folder.
    package var path: String
    /// What is kept of it besides its files.
    package var notes: Notes

    /// What is kept of a volume besides its files.
    package struct Notes: Sendable, Hashable, Codable {
        /// When it was made; RFC 3339, empty for one that a pipeline's `caches:` has made.
        package var created = ""
        /// Free words.
        package var labels: [String: String] = [:]
        /// Whether it was made for one container, and has no name that anybody gave it.
        package var isAnonymous = false

        /// Nothing known.
        package init() {}
    }
}
