/// A name and a value that are kept: a variable, an output, a value of a matrix.
package struct CheckpointVariable: Codable, Sendable, Hashable {
    /// Its name.
    package var name: String
    /// Its value.
    package var value: CheckpointText

    /// A variable.
    package init(_ name: String, _ value: CheckpointText) {
        self.name = name
        self.value = value
    }

    /// Variables whose secrets are only named.
    static func all(
        _ pairs: some Sequence<(name: String, value: String)>,
        hiding secrets: SecretTable
    ) -> [CheckpointVariable] {
        pairs.map { CheckpointVariable($0.name, CheckpointText($0.value, hiding: secrets)) }
    }
}
