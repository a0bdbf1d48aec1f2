/// A value of a JSON text where it stands: nothing is taken apart before somebody asks for it.
///
/// Looking at one member of an object passes over the others without building anything, so a
/// report of 100 MB costs no more memory than its bytes and what is kept of it. It is as forgiving
/// as the rest of this room: control characters may stand in strings, a text may end anywhere, and
/// what is no JSON is a value without meaning. Nesting costs nothing, since nothing recurses.
///
/// Source: RFC 8259.
struct JSONPart {
    /// What a value is, told by its first byte.
    enum Kind {
        case object, array, string, number, word
    }

    /// The text that it is a part of, in UTF-8.
    let bytes: [UInt8]
    /// Where it stands, from its first byte on.
    let range: Range<Int>
    /// Whether its end was found before that of the text.
    let isWhole: Bool

    /// The value that begins at a place or behind white space there; nil where there is none.
    init?(_ bytes: [UInt8], from start: Int, to limit: Int) {
        let begin = Self.skipSpace(bytes, from: start, to: limit)
        guard begin < limit, !Self.isPunctuation(bytes[begin]) else { return nil }
        self.bytes = bytes
        let end = Self.end(bytes, from: begin, to: limit)
        range = begin..<(end ?? limit)
        isWhole = end != nil
    }

    /// What it is.
    var kind: Kind {
        switch bytes[range.lowerBound] {
        case 0x7B: .object
        case 0x5B: .array
        case 0x22: .string
        case 0x2D, 0x30...0x39: .number
        default: .word
        }
    }

    /// The first member with a name; nil in whatever is no object.
    subscript(_ name: StaticString) -> JSONPart? {
        var members = JSONMembers(self)
        while let member = members.next() {
            if member.hasName(name) { return member.value }
        }
        return nil
    }

    /// The elements of an array, the last of which may not be whole; none in whatever is no array.
    var elements: JSONElements { JSONElements(self) }
    /// The members of an object; none in whatever is no object.
    var members: JSONMembers { JSONMembers(self) }
}

// MARK: Where values end

extension JSONPart {
    static func skipSpace(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int {
        var index = start
        while index < limit, bytes[index].isXMLSpace { index += 1 }
        return index
    }

    /// Behind a value; nil where the text ends first.
    ///
    /// A word or number at the end of the text may
    /// be cut off as well, so it does not count as ended there unless it is a line of its own.
    private static func end(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
        switch bytes[start] {
        case 0x22: endOfString(bytes, from: start, to: limit)
        case 0x7B, 0x5B: endOfContainer(bytes, from: start, to: limit)
        default: endOfWord(bytes, from: start, to: limit)
        }
    }

    private static func endOfWord(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
        var index = start
        while index < limit, !bytes[index].isXMLSpace, !isPunctuation(bytes[index]) { index += 1 }
        return index < limit ? index : nil
    }

    static func endOfString(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
        var index = start + 1
        while index < limit {
            if bytes[index] == 0x22 { return index + 1 }
            index += bytes[index] == 0x5C ? 2 : 1
        }
        return nil
    }

    private static func endOfContainer(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
        var depth = 0
        var index = start
        while index < limit {
            switch bytes[index] {
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                depth -= 1
                if depth == 0 { return index + 1 }
            case 0x22:
                guard let end = endOfString(bytes, from: index, to: limit) else { return nil }
                index = end
                continue
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte == 0x3A || byte == 0x7D || byte == 0x5D
    }
}

/// The members of an object, all found at once: for readers that ask for many of them.
struct JSONObject {
    private let members: [JSONMembers.Member]

    init(_ object: JSONPart) {
        members = Array(object.members)
    }

    /// The first member with a name.
    subscript(_ name: StaticString) -> JSONPart? {
        members.first { $0.hasName(name) }?.value
    }
}

/// The elements of an array, one after the other.
struct JSONElements: Sequence, IteratorProtocol {
    private let array: JSONPart
    private var index: Int

    init(_ array: JSONPart) {
        self.array = array
        index = array.kind == .array ? array.range.lowerBound + 1 : array.range.upperBound
    }

    /// The next element; nil at the end and where there is none.
    mutating func next() -> JSONPart? {
        let limit = array.range.upperBound
        index = JSONPart.skipSpace(array.bytes, from: index, to: limit)
        if index < limit, array.bytes[index] == 0x2C { index += 1 }
        guard let element = JSONPart(array.bytes, from: index, to: limit) else { return nil }
        index = element.range.upperBound
        return element
    }
}

/// The members of an object, one after the other.
struct JSONMembers: Sequence, IteratorProtocol {
    /// A name and its value.
    struct Member {
        fileprivate let nameRange: Range<Int>
        /// What the name stands for.
        let value: JSONPart

        /// The name.
        var name: String { JSONPart.decoded(value.bytes, nameRange) }

        /// Whether it has a name that needs no escapes.
        func hasName(_ name: StaticString) -> Bool {
            nameRange.count == name.utf8CodeUnitCount
                && value.bytes.hasText(name, at: nameRange.lowerBound)
        }
    }

    private let object: JSONPart
    private var index: Int

    init(_ object: JSONPart) {
        self.object = object
        index = object.kind == .object ? object.range.lowerBound + 1 : object.range.upperBound
    }

    /// The next member; nil at the end and where the text is no member.
    mutating func next() -> Member? {
        let (bytes, limit) = (object.bytes, object.range.upperBound)
        index = JSONPart.skipSpace(bytes, from: index, to: limit)
        if index < limit, bytes[index] == 0x2C {
            index = JSONPart.skipSpace(bytes, from: index + 1, to: limit)
        }
        guard
            index < limit, bytes[index] == 0x22,
            let nameEnd = JSONPart.endOfString(bytes, from: index, to: limit)
        else { return nil }
        let colon = JSONPart.skipSpace(bytes, from: nameEnd, to: limit)
        guard
            colon < limit, bytes[colon] == 0x3A,
            let value = JSONPart(bytes, from: colon + 1, to: limit)
        else { return nil }
        let name = (index + 1)..<(nameEnd - 1)
        index = value.range.upperBound
        return Member(nameRange: name, value: value)
    }
}
