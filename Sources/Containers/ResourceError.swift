/// A resource setting that cannot be carried out: which one, its value, and why.
///
/// Shown as `cannot set memory.swap to 1000: it is less than memory.limit`.
package struct ResourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting's place in `linux.resources`: `memory.swap`.
    package let setting: String
    /// The value, as it would be written.
    package let value: String
    /// Why not, to be read after a colon.
    package let reason: String

    /// A setting that cannot be carried out.
    package init(_ setting: String, _ value: String, _ reason: String) {
        self.setting = setting
        self.value = value
        self.reason = reason
    }

    /// One sentence.
    package var description: String { "cannot set \(setting) to \(value): \(reason)" }
}
