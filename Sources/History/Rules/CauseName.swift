/// What failures have in common, as people know it.
package struct CauseName: Sendable, Hashable {
    /// `f:3fa9c10b27de`.
    package var id: String
    /// The exception or assertion type; may be empty.
    package var type: String
    /// The first line of the message without what differs from run to run.
    package var message: String
    /// Where in the repository; nil where reports name no place in it.
    package var place: String?
}
