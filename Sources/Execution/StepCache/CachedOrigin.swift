/// The step that left what another one uses again.
package struct CachedOrigin: Sendable, Hashable, Codable {
    /// The run's number in the store.
    package var run: Int
    /// The job's name.
    package var job: String
    /// The step's word in commands.
    package var step: String

    /// As commands take it: `12/test/build`.
    package var text: String { "\(run)/\(job)/\(step)" }
}
