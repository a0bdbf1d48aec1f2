package import Diagnostics

/// A part of a Dockerfile from one `FROM` to the next: an image of its own.
package struct Stage: Sendable, Hashable {
    /// Counted from 0.
    package var index: Int
    /// Its name in lower case, where it has one.
    package var name: Located<String>?
    /// The image or stage that it begins with; variables are not replaced yet.
    package var base: Located<String>
    /// What the image is to run on; variables are not replaced yet.
    package var platform: Located<String>?
    /// In order.
    package var instructions: [Instruction] = []
    /// The `FROM` line.
    package var range: SourceRange
    /// The words of the `FROM` line.
    package var text: String

    /// What messages call it: its name, else its number.
    package var label: String { name?.value ?? "stage-\(index)" }
}
