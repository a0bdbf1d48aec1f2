/// What was left out of a layer on purpose: kinds with a count and the first example, however many there are.
struct LayerNotes: Sendable, Hashable {
    /// Why something was left out.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case device = "devices, which this user may not make"
        case whiteoutDevice = "devices 0:0, which overlayfs would take for whiteouts"
        case owner = "owners that this user cannot give files to"
        case overlayMark = "attributes that are overlayfs's own marks"
        case attribute = "attributes that the store's file system or user cannot set"
        case bookkeeping = "files of AUFS's bookkeeping"
    }

    private var found: [Kind: (count: Int, example: String)] = [:]

    /// Nothing left out.
    init() {}

    /// Notes one more.
    mutating func add(_ kind: Kind, _ example: @autoclosure () -> String) {
        let (count, first) = found[kind] ?? (0, example())
        found[kind] = (count + 1, first)
    }

    /// One sentence a kind, without a full stop.
    var sentences: [String] {
        Kind.allCases.compactMap { kind in
            found[kind].map { count, example in
                let more = count > 1 ? " and \(count - 1) more" : ""
                return "left out \(kind.rawValue): \(example)\(more)"
            }
        }
    }

    static func == (one: LayerNotes, other: LayerNotes) -> Bool {
        one.sentences == other.sentences
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(sentences)
    }
}
