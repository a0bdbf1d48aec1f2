/// Finds the known word that the user most likely meant.
package enum Suggestion {
    /// The candidate nearest to a word, or nil where none is near enough to be a slip of the finger.
    ///
    /// Near means: at most a third of the word's letters (at least one) changed, added, removed or swapped
    /// with a neighbour. Upper and lower case, `-` and `_` count as the same.
    ///
    /// - Parameters:
    ///   - word: What the user wrote.
    ///   - candidates: The words that would have been right.
    /// - Returns: One of the candidates.
    package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let wanted = folded(word)
        let bound = max(1, wanted.count / 3)
        return
            candidates
            .map { (word: $0, distance: distance(wanted, folded($0))) }
            .filter { $0.distance <= bound }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?
            .word
    }

    private static func folded(_ word: String) -> [Character] {
        Array(word.prefix(64).lowercased()).map { $0 == "_" ? "-" : $0 }
    }

    /// The edit distance with swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let substitution = rows[i][j] + (left[i] == right[j] ? 0 : 1)
                var best = min(rows[i][j + 1] + 1, row[j] + 1, substitution)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
