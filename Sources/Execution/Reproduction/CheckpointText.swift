import Logs

/// A text of a kept step in which secrets are only named, so that it may lie on a disk.
///
/// In JSON it is a string where it holds no secret, else an array of `{"text": …}` and `{"secret": NAME, "form": N}`.
package struct CheckpointText: Sendable, Hashable {
    /// A piece of the text.
    package enum Part: Sendable, Hashable {
        /// As it stands.
        case plain(String)
        /// The value of a secret, in one of the forms of `SecretForms`; 0 is the value itself.
        case secret(name: String, form: Int)
    }

    /// The pieces, in order.
    package var parts: [Part]

    /// A text without secrets.
    package init(_ text: String) {
        parts = [.plain(text)]
    }

    /// A text whose secrets are replaced by their names.
    init(_ text: String, hiding secrets: SecretTable) {
        parts = secrets.parts(of: text)
    }

    /// The names of the secrets that are needed to have the text.
    package var secretNames: [String] {
        parts.compactMap { if case .secret(let name, _) = $0 { name } else { nil } }
    }

    /// The whole text.
    ///
    /// - Parameter values: The secrets by name; one that is missing is empty.
    /// - Returns: The text as the step had it, as far as the secrets are the same.
    package func text(with values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .plain(let text): return text
            case .secret(let name, let form):
                guard let value = values[name] else { return "" }
                let forms = SecretForms.of(value)
                // A value of fewer lines than the first had no such form; the value itself is nearest.
                return form < forms.count ? forms[form] : value
            }
        }.joined()
    }
}

extension CheckpointText: Codable {
    private struct Piece: Codable {
        var text: String?
        var secret: String?
        var form: Int?
    }

    /// Reads a string or an array of pieces.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            parts = [.plain(text)]
            return
        }
        parts = try container.decode([Piece].self).map { piece in
            piece.secret.map { .secret(name: $0, form: max(0, piece.form ?? 0)) }
                ?? .plain(piece.text ?? "")
        }
    }

    /// Writes a string where there is no secret.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        guard !secretNames.isEmpty else { return try container.encode(text(with: [:])) }
        try container.encode(
            parts.map { part in
                switch part {
                case .plain(let text): Piece(text: text)
                case .secret(let name, let form): Piece(secret: name, form: form)
                }
            }
        )
    }
}
