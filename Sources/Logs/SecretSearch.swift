import CSandbox

/// Looks for secrets in a stream of bytes, however the stream is cut into pieces.
package struct SecretSearch: Sendable {
    /// A way in which one of the secrets may be written.
    private struct Form: Sendable {
        var name: String
        var bytes: [UInt8]
    }

    private let forms: [Form]
    private let longest: Int
    /// The end of what has come, as long as a secret that is cut could be.
    private var tail: [UInt8] = []

    /// A search for the values of some secrets, in all their forms.
    ///
    /// - Parameter secrets: The values by name; empty ones are nowhere.
    package init(for secrets: [String: String]) {
        forms = secrets.sorted { $0.key < $1.key }.flatMap { name, value in
            Set(SecretForms.of(value)).filter { !$0.isEmpty }.map {
                Form(name: name, bytes: Array($0.utf8))
            }
        }
        longest = forms.map(\.bytes.count).max() ?? 0
    }

    /// Whether there is nothing to look for.
    package var isIdle: Bool { forms.isEmpty }

    /// Takes the next piece.
    ///
    /// - Returns: The name of a secret that has come to its end in it; nil where none has.
    package mutating func push(_ piece: UnsafeRawBufferPointer) -> String? {
        guard !isIdle else { return nil }
        let found = tail.isEmpty ? Self.find(forms, in: piece) : findAcross(piece)
        tail = Array((tail + piece.suffix(longest)).suffix(longest - 1))
        return found
    }

    /// Begins with another stream.
    package mutating func restart() { tail = [] }

    /// A secret that stands in a text.
    package func find(in text: some Collection<UInt8>) -> String? {
        Array(text).withUnsafeBytes { Self.find(forms, in: $0) }
    }

    /// The end of what came before and the beginning of the piece first, then the piece.
    private func findAcross(_ piece: UnsafeRawBufferPointer) -> String? {
        let seam = tail + piece.prefix(longest)
        return seam.withUnsafeBytes { Self.find(forms, in: $0) } ?? Self.find(forms, in: piece)
    }

    private static func find(_ forms: [Form], in bytes: UnsafeRawBufferPointer) -> String? {
        guard let base = bytes.baseAddress else { return nil }
        return forms.first { form in
            form.bytes.count <= bytes.count
                && csandbox_find(base, bytes.count, form.bytes, form.bytes.count) >= 0
        }?.name
    }
}
