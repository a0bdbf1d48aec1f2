import OCI

/// What a step was given, part by part: where two steps have one key, what differs between them is their own doing.
///
/// Parts are named, so that one can say which of them changed. Values that people read are kept as they are (a tree, an
/// image), long ones as the first twelve digits of their SHA-256. What names the run rather than its input is no part:
/// the run's number, the commit's id and its ref; the tree is one. Secrets are masked before anything is hashed, so a
/// key tells nothing of them, and a changed secret does not change it.
package struct InputKey: Sendable, Hashable {
    /// One thing that the step was given.
    package struct Part: Sendable, Hashable {
        /// Which: `tree`, `image`, `setup`, `before`, `command`, `env.NAME` and so on.
        package let name: String
        /// Equal for equal content.
        package let value: String

        /// A part whose value is short and open.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        /// A part that is kept as the beginning of its hash.
        package init(_ name: String, hashing text: String) {
            self.init(name, String(Digest.of(Array(text.utf8)).hex.prefix(Self.hashLength)))
        }

        private static let hashLength = 12
    }

    /// In the order in which they were given.
    package let parts: [Part]
    /// Whether a secret was masked in one of them.
    package let hidesSecret: Bool
    /// SHA-256 of all parts in 64 hexadecimal digits.
    package let text: String

    /// The key of some parts.
    package init(_ parts: [Part], hidesSecret: Bool = false) {
        self.parts = parts
        self.hidesSecret = hidesSecret
        let lines = parts.map { "\($0.name) \($0.value.utf8.count)\n\($0.value)\n" }
        text = Digest.of(Array(lines.joined().utf8)).hex
    }

    /// The first twelve digits, as people read it.
    package var short: String { String(text.prefix(12)) }

    /// The value of a part, or nil where there is none.
    package subscript(name: String) -> String? {
        parts.first { $0.name == name }?.value
    }

    /// The names of the parts that two keys do not share, or hold with different values.
    package func differences(from other: InputKey) -> [String] {
        let names = parts.map(\.name) + other.parts.map(\.name).filter { self[$0] == nil }
        return names.filter { self[$0] != other[$0] }
    }
}
