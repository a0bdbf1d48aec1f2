/// Bytes of UTF-8 as they come, of which only the beginning and the end are kept.
struct ClippedText {
    private let limit: TextLimit
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    /// All bytes that came.
    private(set) var count = 0

    init(_ limit: TextLimit) {
        self.limit = limit
    }

    /// Adds some bytes; what falls between beginning and end is forgotten.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        count += bytes.count
        let first = bytes.prefix(limit.headBytes - head.count)
        head.append(contentsOf: first)
        let rest = bytes.dropFirst(first.count)
        guard !rest.isEmpty else { return }
        if rest.count >= limit.tailBytes {
            tail = Array(rest.suffix(limit.tailBytes))
        } else {
            tail.append(contentsOf: rest)
            // Twice the limit may gather before it is cut, so that cutting costs little per byte.
            if tail.count > limit.tailBytes * 2 { tail.removeFirst(tail.count - limit.tailBytes) }
        }
    }

    /// What is left under a limit that is not larger than the own one.
    func parts(_ limit: TextLimit) -> ClippedParts {
        let isWhole = head.count + tail.count == count
        if isWhole, count <= limit.headBytes + limit.tailBytes {
            return ClippedParts(head: head + tail, tail: [], omittedBytes: 0)
        }
        let all = isWhole ? head + tail : []
        let start = Array((isWhole ? all : head).prefix(limit.headBytes))
        let end = Array((isWhole ? all : tail).suffix(min(limit.tailBytes, self.limit.tailBytes)))
        let first = start.dropLast(Self.partialScalarBytes(atEndOf: start))
        let last = end.drop(while: \.isUTF8Continuation)
        return ClippedParts(
            head: Array(first),
            tail: Array(last),
            omittedBytes: count - first.count - last.count
        )
    }

    /// How many bytes at the end begin a scalar that is not complete.
    private static func partialScalarBytes(atEndOf bytes: [UInt8]) -> Int {
        for length in 1...4 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte.isUTF8Continuation { continue }
            let wanted = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            return wanted > length ? length : 0
        }
        return 0
    }
}

/// A text that may lack its middle.
struct ClippedParts {
    var head: [UInt8]
    var tail: [UInt8]
    /// How many bytes lie between the two.
    var omittedBytes: Int

    /// The line that stands where bytes were left out.
    var mark: String {
        "\n[… \(omittedBytes.counted("byte")) left out …]\n"
    }
}
