import CSandbox

/// Replaces secrets in a stream of bytes, however the stream is cut into pieces.
///
/// A piece's end is held back only as far as it could be the beginning of a secret, so output stays live.
package struct Redactor: Sendable {
    private let secrets: [[UInt8]]
    private var held: [UInt8] = []

    /// What stands in the place of a secret.
    package static let mark: [UInt8] = Array("***".utf8)

    /// A redactor for some values.
    ///
    /// Also found: each line of a value of several lines, and the value as base64, percent-encoded and inside JSON.
    package init(_ values: [String]) {
        let forms = values.flatMap(SecretForms.of)
        // Longer ones first: of two that begin alike, the longer must not be left half shown.
        secrets = Array(Set(forms.map { Array($0.utf8) })).filter { !$0.isEmpty }
            .sorted { ($0.count, $0[0]) > ($1.count, $1[0]) }
    }

    /// Whether there is nothing to look for, so that pieces need not be copied.
    package var isIdle: Bool { secrets.isEmpty }

    /// Takes the next piece and returns what can be shown of all that has come.
    package mutating func push(_ piece: UnsafeRawBufferPointer) -> [UInt8] {
        held.append(contentsOf: piece)
        let keep = lengthOfPossibleBeginning()
        return replaced(upTo: held.count - keep)
    }

    /// Returns the rest; nothing comes after it.
    package mutating func finish() -> [UInt8] {
        replaced(upTo: held.count)
    }

    /// How many of the last bytes could be the first bytes of a secret.
    private func lengthOfPossibleBeginning() -> Int {
        var longest = 0
        for secret in secrets {
            var length = min(secret.count - 1, held.count)
            while length > longest {
                if held.suffix(length).elementsEqual(secret.prefix(length)) { break }
                length -= 1
            }
            longest = max(longest, length)
        }
        return longest
    }

    private mutating func replaced(upTo end: Int) -> [UInt8] {
        let found = Self.merged(occurrences()).filter { $0.lowerBound < end }
        var output: [UInt8] = []
        var next = 0
        for range in found {
            output += held[next..<range.lowerBound]
            output += Self.mark
            next = range.upperBound
        }
        let shown = max(next, end)
        output += held[next..<shown]
        held.removeFirst(shown)
        return output
    }

    private func occurrences() -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        held.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            for secret in secrets {
                var offset = 0
                while offset + secret.count <= buffer.count {
                    let rest = buffer.count - offset
                    let found = csandbox_find(base + offset, rest, secret, secret.count)
                    guard found >= 0 else { break }
                    ranges.append(offset + found..<offset + found + secret.count)
                    offset += found + 1
                }
            }
        }
        return ranges
    }

    /// Overlapping occurrences as one.
    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound < last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

extension Redactor {
    /// A whole text with every secret replaced.
    package func redacted(_ text: String) -> String {
        guard !isIdle else { return text }
        var copy = self
        let bytes = Array(text.utf8)
        let shown = bytes.withUnsafeBytes { copy.push($0) } + copy.finish()
        return String(decoding: shown, as: UTF8.self)
    }

    /// Whether a text holds a secret.
    package func finds(in text: String) -> Bool {
        redacted(text) != text
    }
}
