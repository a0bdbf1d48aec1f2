/// Walks through the elements of an XML document that is not JUnit's, as forgiving as the scanner:
/// every element that was opened is closed, those that the end of the input cuts off are not.
struct XMLWalk {
    /// The next thing in the document.
    enum Event {
        case open(Tag)
        /// Text or a CDATA section, still as it is written.
        case text(Range<Int>, XMLText.Form)
        /// The end of the innermost open element.
        case close(String)
    }

    /// A start tag.
    struct Tag {
        /// The name without its prefix.
        let name: String
        /// Where it stands.
        let offset: Int
        fileprivate let attributes: [(name: String, value: Range<Int>)]
        fileprivate let bytes: [UInt8]

        /// The value of an attribute, without control sequences.
        subscript(_ name: String) -> String? {
            guard let found = attributes.first(where: { $0.name == name }) else { return nil }
            if XMLText.isPlain(bytes, found.value) { return bytes.text(found.value) }
            var text = CollectedText(.each(50_000))
            text.append(bytes, found.value, as: .attribute)
            return text.finished(.each(50_000), keepsColours: true).text
        }

        /// A whole number.
        func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
    }

    /// The names of the open elements, outermost first.
    private(set) var names: [String] = []
    /// Whether the input ended inside an element.
    private(set) var isCut = false

    private let depthMax: Int
    private var scanner: XMLScanner
    private var attributes: [XMLAttribute] = []
    private var tooDeep = 0
    /// How many of the open elements are to be closed before anything else.
    private var pendingCloses = 0

    init(_ bytes: [UInt8], depthMax: Int) {
        self.depthMax = depthMax
        scanner = XMLScanner(bytes)
    }

    /// The next event, or nil at the end.
    ///
    /// - Parameter log: Gets what had to be repaired.
    /// - Returns: What comes next.
    mutating func next(telling log: inout WarningLog) -> Event? {
        while true {
            if pendingCloses > 0 { return close() }
            guard let token = scanner.next() else { break }
            if let event = event(of: token, &log) { return event }
        }
        isCut = isCut || !names.isEmpty
        if isCut { log.add(.incomplete, "the report ends too early", at: scanner.bytes.count) }
        return nil
    }

    private mutating func event(of token: XMLToken, _ log: inout WarningLog) -> Event? {
        switch token {
        case .text(let range): return names.isEmpty ? nil : .text(range, .element)
        case .characterData(let range): return names.isEmpty ? nil : .text(range, .characterData)
        case .startTag(let name, let offset): return open(name, at: offset, &log)
        case .endTag(let name, let offset): end(name, at: offset, &log)
        case .declaration: break
        case .doctype(let offset):
            log.add(.doctype, "a document type declaration was skipped unread", at: offset)
        case .cut: isCut = true
        }
        return nil
    }

    private mutating func open(
        _ name: Range<Int>,
        at offset: Int,
        _ log: inout WarningLog
    ) -> Event? {
        let end = scanner.readAttributes(into: &attributes)
        for fault in scanner.faults { log.add(.notWellFormed, fault.message, at: fault.offset) }
        scanner.faults.removeAll(keepingCapacity: true)
        if end == .cut {
            isCut = true
            return nil
        }
        guard names.count < depthMax else {
            log.add(.limit, "elements nest deeper than \(depthMax)", at: offset)
            tooDeep += end == .open ? 1 : 0
            return nil
        }
        let tag = Tag(
            name: Self.localName(name, in: scanner.bytes),
            offset: offset,
            attributes: attributes.map { (Self.localName($0.name, in: scanner.bytes), $0.value) },
            bytes: scanner.bytes
        )
        names.append(tag.name)
        pendingCloses = end == .closed ? 1 : 0
        return .open(tag)
    }

    private mutating func end(_ name: Range<Int>, at offset: Int, _ log: inout WarningLog) {
        if tooDeep > 0 { return tooDeep -= 1 }
        let word = Self.localName(name, in: scanner.bytes)
        guard let place = names.lastIndex(of: word) else {
            return log.add(.notWellFormed, "</\(word.prefix(100))> closes nothing", at: offset)
        }
        pendingCloses = names.count - place
        if pendingCloses > 1 {
            let inner = names.last ?? ""
            log.add(
                .notWellFormed,
                "<\(inner.prefix(100))> is not closed before </\(word.prefix(100))>",
                at: offset
            )
        }
    }

    private mutating func close() -> Event? {
        pendingCloses -= 1
        return names.popLast().map { .close($0) }
    }

    private static func localName(_ name: Range<Int>, in bytes: [UInt8]) -> String {
        let colon = bytes[name].lastIndex(of: 0x3A)
        return bytes.text((colon.map { $0 + 1 } ?? name.lowerBound)..<name.upperBound)
    }
}
