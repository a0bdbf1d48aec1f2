/// Takes bytes apart into tags and text, forgiving what can be forgiven; whoever pulls decides what
/// is a tag.
///
/// It looks at each byte a fixed number of times, keeps nothing but its place, and knows neither
/// entities nor namespaces. A `<` that begins no markup is text.
struct XMLScanner {
    /// The document in UTF-8.
    let bytes: [UInt8]
    /// The next byte to look at.
    var offset = 0
    /// Where the markup was wrong; the reader empties it.
    var faults: [Fault] = []
    /// The kinds of quotes that nothing follows, from here on, that may follow an attribute.
    var quotesWithoutUse: Set<UInt8> = []
    /// A place whose `<` is text, since the reader said so.
    private var plainTextAt = -1
    /// Where a search ended, `bytes.count` for nowhere; without this, hostile input would be
    /// searched again and again to its end.
    private var found: [Terminator: Range<Int>] = [:]

    /// A repair.
    struct Fault {
        var message: String
        var offset: Int
    }

    private enum Terminator {
        case comment, characterData, instruction, suiteEnd, document, doctype
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next piece, or nil at the end.
    mutating func next() -> XMLToken? {
        while offset < bytes.count {
            if let token = piece() { return token }
        }
        return nil
    }

    /// The piece that begins here; nil for a comment and the like, behind which the scanner then
    /// stands.
    private mutating func piece() -> XMLToken? {
        guard bytes[offset] == 0x3C, offset != plainTextAt, offset + 1 < bytes.count else {
            return text()
        }
        switch bytes[offset + 1] {
        case 0x2F: return endTag()
        case 0x21: return declarationOrSection()
        case 0x3F: return instruction()
        case let byte where byte.isXMLNameStart:
            let start = offset
            offset = endOfName(from: start + 1)
            return .startTag(name: (start + 1)..<offset, at: start)
        default: return text()
        }
    }

    /// Goes back to a start or end tag and makes its `<` text.
    mutating func takeAsText(at start: Int) {
        offset = start
        plainTextAt = start
    }

    /// Everything up to the next `<`, one that stands here not counted.
    private mutating func text() -> XMLToken {
        let start = offset
        offset = start + 1
        while offset < bytes.count, bytes[offset] != 0x3C { offset += 1 }
        return .text(start..<offset)
    }

    func endOfName(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isXMLName { index += 1 }
        return index
    }

    func endOfSpace(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
        return index
    }

    private mutating func endTag() -> XMLToken {
        let start = offset
        let name = (start + 2)..<endOfName(from: start + 2)
        guard !name.isEmpty else { return text() }
        let end = endOfSpace(from: name.upperBound)
        guard end < bytes.count else {
            offset = bytes.count
            return .cut(at: start)
        }
        offset = bytes[end] == 0x3E ? end + 1 : name.upperBound
        return .endTag(name: name, at: start)
    }
}

// MARK: Markup that is no tag

extension XMLScanner {
    private mutating func declarationOrSection() -> XMLToken? {
        let start = offset
        if bytes.hasText("<![CDATA[", at: start) {
            return characterData()
        } else if bytes.hasText("<!--", at: start) {
            return comment()
        } else if bytes.hasText("<!DOCTYPE", at: start) {
            offset = start + 9
            skipDoctype()
            return .doctype(at: start)
        }
        return text()
    }

    private mutating func characterData() -> XMLToken {
        let start = offset
        if let end = find("]]>", .characterData, from: start + 9) {
            offset = end.upperBound
            return .characterData((start + 9)..<end.lowerBound)
        }
        offset = nextDocument(from: start + 9) ?? bytes.count
        return .cut(at: start)
    }

    private mutating func comment() -> XMLToken? {
        let start = offset
        if let end = find("-->", .comment, from: start + 4) {
            offset = end.upperBound
            return nil
        }
        // A file that still closes its suites was not cut off here: the comment is text someone
        // printed.
        if find("</testsuite", .suiteEnd, from: start + 4) != nil { return text() }
        offset = nextDocument(from: start + 4) ?? bytes.count
        return .cut(at: start)
    }

    private mutating func instruction() -> XMLToken? {
        let start = offset
        guard let end = find("?>", .instruction, from: start + 2) else { return text() }
        offset = end.upperBound
        return isDeclaration(at: start) ? .declaration(at: start) : nil
    }

    private func isDeclaration(at start: Int) -> Bool {
        bytes.hasText("<?xml", at: start) && start + 5 < bytes.count
            && (bytes[start + 5].isXMLSpace || bytes[start + 5] == 0x3F)
    }

    /// Goes behind the `>` of a document type declaration; stays where it has none.
    private mutating func skipDoctype() {
        guard found[.doctype] == nil else { return }
        var index = offset
        var isSubset = false
        while index < bytes.count {
            switch bytes[index] {
            case 0x22, 0x27: index = endOfLiteral(from: index)
            case 0x5B: isSubset = true
            case 0x5D: isSubset = false
            case 0x3E where !isSubset:
                offset = index + 1
                return
            case 0x3C where bytes.hasText("<!--", at: index):
                index = bytes.firstRange(of: "-->", from: index + 4)?.upperBound ?? bytes.count
                continue
            default: break
            }
            index += 1
        }
        found[.doctype] = bytes.count..<bytes.count
    }

    /// The closing quote of a literal; the opening one where it is never closed.
    private func endOfLiteral(from start: Int) -> Int {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == bytes[start] { return index }
            index += 1
        }
        return start
    }

    /// Where another report document begins, declaration first.
    mutating func nextDocument(from start: Int) -> Int? {
        var index = start
        while let found = find("<?xml", .document, from: index) {
            if isReportDocument(at: found.lowerBound) { return found.lowerBound }
            index = found.upperBound
        }
        return nil
    }

    /// Whether an XML declaration stands here that a report follows.
    func isReportDocument(at start: Int) -> Bool {
        guard isDeclaration(at: start) else { return false }
        let declaration = bytes[(start + 1)..<min(start + 256, bytes.count)].prefix { $0 != 0x3C }
        guard let end = declaration.firstRange(of: "?>") else { return false }
        return bytes.hasText("<testsuite", at: endOfSpace(from: end.upperBound))
    }

    /// The first place of a text; `start` must not lie before that of an earlier search for the
    /// same.
    private mutating func find(
        _ text: StaticString,
        _ terminator: Terminator,
        from start: Int
    ) -> Range<Int>? {
        if let known = found[terminator], known.lowerBound >= start {
            return known.isEmpty ? nil : known
        }
        let range = bytes.firstRange(of: text, from: start)
        found[terminator] = range ?? bytes.count..<bytes.count
        return range
    }
}
