/// One place where an image may be: its name there, and how the place is spoken to.
package struct RegistryPlace: Sendable, Hashable {
    /// The image as that registry calls it.
    package var reference: ImageReference
    /// Whether plain HTTP and certificates that nobody vouches for are taken.
    package var isInsecure: Bool
    /// Whether it is a copy, so that a failure is only noted while there is another place.
    package var isMirror: Bool

    /// A place.
    package init(_ reference: ImageReference, isInsecure: Bool = false, isMirror: Bool = false) {
        self.reference = reference
        self.isInsecure = isInsecure
        self.isMirror = isMirror
    }
}
