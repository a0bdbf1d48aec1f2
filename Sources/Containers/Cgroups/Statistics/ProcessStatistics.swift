/// The processes and threads of a container.
package struct ProcessStatistics: Sendable, Hashable, Codable {
    /// How many there are.
    package var current: UInt64?
    /// How many there may be; nil for any number.
    package var limit: UInt64?
    /// How often one more was refused; no figure of `runc events`.
    package var refusals: UInt64?
}
