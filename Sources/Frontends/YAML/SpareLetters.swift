/// Letters that a file does not have, to stand in the text given to Yams for letters that it has.
///
/// They come from Unicode's private use area, whose 6,400 scalars mean nothing by themselves.
struct SpareLetters {
    private var free: [Unicode.Scalar]
    private var hidden: [Unicode.Scalar: Unicode.Scalar] = [:]
    /// What stands for `*`.
    let star: Unicode.Scalar

    /// Letters that none of these scalars is; nil where they use up the private area.
    init?(notIn scalars: [Unicode.Scalar]) {
        let used = Set(scalars.lazy.filter { (0xE000...0xF8FF).contains($0.value) })
        let area = (0xE000...0xF8FF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
        free = Array(area.filter { !used.contains($0) }.prefix(YAMLBounds.repeatedKeys + 2))
        guard let star = free.popLast() else { return nil }
        self.star = star
    }

    /// A letter that was not given out before; nil where there is none.
    mutating func next() -> Unicode.Scalar? {
        free.popLast()
    }

    /// Remembers what a letter stands for.
    mutating func hide(_ scalar: Unicode.Scalar, as letter: Unicode.Scalar) {
        hidden[letter] = scalar
    }

    /// Whether a key was given another first letter, since a later key of its mapping is the same.
    func isHidden(_ key: String) -> Bool {
        key.unicodeScalars.first.map { hidden[$0] != nil } ?? false
    }

    /// The text as the user wrote it.
    func restored(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == star || hidden[$0] != nil }) else {
            return text
        }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0 == star ? "*" : hidden[$0] ?? $0 }
            )
        )
    }
}
