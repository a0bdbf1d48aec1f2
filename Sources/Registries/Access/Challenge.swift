/// One way to prove who we are, as a server offers it in `WWW-Authenticate`.
///
/// Source: RFC 9110, section 11.6.1.
struct Challenge: Sendable, Hashable {
    /// The scheme in lower case: `basic`, `bearer`.
    let scheme: String
    /// The parameters, names in lower case.
    let parameters: [String: String]

    /// Reads all challenges of one header; what cannot be read ends the list.
    ///
    /// - Parameter header: The value of `WWW-Authenticate`.
    /// - Returns: The challenges in their order.
    static func all(in header: String) -> [Challenge] {
        var reader = Reader(header)
        var challenges: [Challenge] = []
        while let challenge = reader.challenge() { challenges.append(challenge) }
        return challenges
    }

    private struct Reader {
        private let letters: [UInt8]
        private var position = 0

        init(_ header: String) {
            letters = Array(header.utf8.prefix(8192))
        }

        mutating func challenge() -> Challenge? {
            skip(" ,\t")
            guard let scheme = token() else { return nil }
            var parameters: [String: String] = [:]
            while true {
                skip(" ,\t")
                let start = position
                guard let name = token() else { break }
                skip(" \t")
                guard take("=") else {
                    // A word without a value begins the next challenge.
                    position = start
                    break
                }
                skip(" \t")
                guard let value = quoted() ?? token() else { break }
                parameters[name.lowercased()] = value
            }
            return Challenge(scheme: scheme.lowercased(), parameters: parameters)
        }

        private mutating func skip(_ set: String) {
            while position < letters.count, set.utf8.contains(letters[position]) { position += 1 }
        }

        private mutating func take(_ letter: Character) -> Bool {
            guard position < letters.count, letters[position] == letter.asciiValue else {
                return false
            }
            position += 1
            return true
        }

        private mutating func token() -> String? {
            let start = position
            while position < letters.count, !"\t ,=\"".utf8.contains(letters[position]) {
                position += 1
            }
            return start == position
                ? nil : String(decoding: letters[start..<position], as: UTF8.self)
        }

        private mutating func quoted() -> String? {
            guard take("\"") else { return nil }
            var bytes: [UInt8] = []
            while position < letters.count, letters[position] != UInt8(ascii: "\"") {
                if letters[position] == UInt8(ascii: "\\") { position += 1 }
                guard position < letters.count else { return nil }
                bytes.append(letters[position])
                position += 1
            }
            return take("\"") ? String(decoding: bytes, as: UTF8.self) : nil
        }
    }
}
