/// Collects words that are separated by white space.
struct WordList {
    private var words: [String] = []
    private var word = String.UnicodeScalarView()
    private var isInWord = false

    /// Adds a scalar; white space ends the word.
    mutating func add(_ scalar: Unicode.Scalar) {
        if scalar.isBlank {
            end()
        } else {
            addQuoted(scalar)
        }
    }

    /// Adds a scalar that belongs to the word whatever it is.
    mutating func addQuoted(_ scalar: Unicode.Scalar) {
        word.append(scalar)
        isInWord = true
    }

    /// Begins a word that may stay empty.
    mutating func beginWord() {
        isInWord = true
    }

    /// All words.
    mutating func finish() -> [String] {
        end()
        return words
    }

    private mutating func end() {
        if isInWord, !word.isEmpty { words.append(String(word)) }
        word = String.UnicodeScalarView()
        isInWord = false
    }
}
