extension XMLScanner {
    /// The most attributes of one tag that are handed out.
    static let attributesMax = 1_000

    /// Reads the rest of a start tag.
    ///
    /// A quote ends a value only where the tag can go on behind it: with white space and another
    /// attribute, with `>` or with `/>`. So `name="a < "b"" time="1"` has the two attributes that
    /// were meant.
    ///
    /// - Parameter attributes: Filled with what the tag has, in its order.
    /// - Returns: How the tag ended; the scanner stands behind it.
    mutating func readAttributes(into attributes: inout [XMLAttribute]) -> XMLTagEnd {
        attributes.removeAll(keepingCapacity: true)
        while true {
            offset = endOfSpace(from: offset)
            guard offset < bytes.count else { return .cut }
            switch bytes[offset] {
            case 0x3E:
                offset += 1
                return .open
            case 0x2F where offset + 1 < bytes.count && bytes[offset + 1] == 0x3E:
                offset += 2
                return .closed
            case 0x3C:
                fault("a tag is not closed before the next one")
                return .open
            case let byte where byte.isXMLNameStart:
                guard let attribute = readAttribute() else { return .cut }
                if attributes.count < Self.attributesMax { attributes.append(attribute) }
            default:
                fault("a character that does not belong into a tag")
                offset += 1
            }
        }
    }

    /// One attribute, the scanner standing at its name; nil where the input ends inside it.
    private mutating func readAttribute() -> XMLAttribute? {
        let name = offset..<endOfName(from: offset)
        let equals = endOfSpace(from: name.upperBound)
        guard equals < bytes.count else { return nil }
        guard bytes[equals] == 0x3D else {
            fault("an attribute without a value")
            offset = name.upperBound
            return XMLAttribute(name: name, value: name.upperBound..<name.upperBound)
        }
        let start = endOfSpace(from: equals + 1)
        guard start < bytes.count else { return nil }
        let quote = bytes[start]
        guard quote == 0x22 || quote == 0x27 else {
            fault("an attribute without quotes")
            return XMLAttribute(name: name, value: bareValue(from: start))
        }
        guard let end = endOfValue(from: start + 1, quote: quote) else { return nil }
        offset = end + 1
        return XMLAttribute(name: name, value: (start + 1)..<end)
    }

    private mutating func bareValue(from start: Int) -> Range<Int> {
        var index = start
        while index < bytes.count, !bytes[index].isXMLSpace, bytes[index] != 0x3E,
            bytes[index] != 0x3C, !bytes.hasText("/>", at: index)
        {
            index += 1
        }
        offset = index
        return start..<index
    }

    /// The quote that ends a value: the first one behind which the tag can go on, else the first
    /// one.
    ///
    /// Nil where there is no quote at all before the end, or before another document.
    private mutating func endOfValue(from start: Int, quote: UInt8) -> Int? {
        var index = start
        var firstQuote: Int?
        var isFaulty = false
        while index < bytes.count {
            if bytes[index] == quote {
                if canGoOn(behindQuoteAt: index) || quotesWithoutUse.contains(quote) {
                    return index
                }
                firstQuote = firstQuote ?? index
                if !isFaulty { fault("a quote inside an attribute", at: index) }
                isFaulty = true
            } else if bytes[index] == 0x3C {
                if isReportDocument(at: index) { break }
                if !isFaulty { fault("a \"<\" inside an attribute", at: index) }
                isFaulty = true
            }
            index += 1
        }
        if index == bytes.count { quotesWithoutUse.insert(quote) }
        offset = index
        return firstQuote
    }

    /// Whether a tag could go on, or end, behind a quote.
    private func canGoOn(behindQuoteAt quote: Int) -> Bool {
        let next = endOfSpace(from: quote + 1)
        guard next < bytes.count else { return true }
        switch bytes[next] {
        case 0x3E: return true
        case 0x2F: return next + 1 == bytes.count || bytes[next + 1] == 0x3E
        case let byte where byte.isXMLNameStart: return isAttribute(at: next)
        default: return false
        }
    }

    /// Whether `name="` stands here, or as much of it as the input holds.
    private func isAttribute(at start: Int) -> Bool {
        let equals = endOfSpace(from: endOfName(from: start))
        guard equals < bytes.count else { return true }
        guard bytes[equals] == 0x3D else { return false }
        let value = endOfSpace(from: equals + 1)
        return value == bytes.count || bytes[value] == 0x22 || bytes[value] == 0x27
    }

    private mutating func fault(_ message: String, at place: Int? = nil) {
        // The reader tells the first few of each file; a hostile one must not fill the memory with
        // them.
        if faults.count < 100 { faults.append(Fault(message: message, offset: place ?? offset)) }
    }
}
