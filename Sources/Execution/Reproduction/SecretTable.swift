import Logs

/// The forms of a run's secrets, to be looked for in what is kept of it.
struct SecretTable: Sendable {
    private struct Form {
        var name: String
        var number: Int
        var bytes: [UInt8]
    }

    private let forms: [Form]

    /// A table of secrets by name.
    init(_ secrets: [String: String]) {
        var forms: [Form] = []
        var seen: Set<[UInt8]> = []
        for (name, value) in secrets.sorted(by: { $0.key < $1.key }) {
            for (number, text) in SecretForms.of(value).enumerated() {
                let bytes = Array(text.utf8)
                guard !bytes.isEmpty, seen.insert(bytes).inserted else { continue }
                forms.append(Form(name: name, number: number, bytes: bytes))
            }
        }
        // Longer ones first: of two that begin alike, the longer must not be left half shown.
        self.forms = forms.sorted { $0.bytes.count > $1.bytes.count }
    }

    /// A text in pieces, each either without any secret or one whole secret.
    func parts(of text: String) -> [CheckpointText.Part] {
        guard !forms.isEmpty else { return [.plain(text)] }
        let bytes = Array(text.utf8)
        var parts: [CheckpointText.Part] = []
        var plainBegin = 0
        var next = 0
        while next < bytes.count {
            guard let form = forms.first(where: { Self.stands($0.bytes, in: bytes, at: next) })
            else {
                next += 1
                continue
            }
            if plainBegin < next { parts.append(Self.plain(bytes[plainBegin..<next])) }
            parts.append(.secret(name: form.name, form: form.number))
            next += form.bytes.count
            plainBegin = next
        }
        if plainBegin < bytes.count || parts.isEmpty {
            parts.append(Self.plain(bytes[plainBegin...]))
        }
        return parts
    }

    private static func plain(_ bytes: ArraySlice<UInt8>) -> CheckpointText.Part {
        .plain(String(decoding: bytes, as: UTF8.self))
    }

    private static func stands(_ form: [UInt8], in bytes: [UInt8], at place: Int) -> Bool {
        guard bytes[place] == form[0], place + form.count <= bytes.count else { return false }
        return bytes[place..<place + form.count].elementsEqual(form)
    }
}
