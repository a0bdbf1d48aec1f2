/// Shows a text with the colours that its terminal sequences ask for, as spans with classes: `c1` to
/// `c15` for the palette, `b` for bold, `d` for faint, `u` for underlined.
///
/// Colours of the cube of 256 and of 24 bits become the nearest of the palette, so that they suit a
/// light and a dark page. Backgrounds are left out for the same reason.
///
/// Source: ECMA-48, section 8.3.117 (SGR).
struct ColouredText {
    private var colour: Int?
    private var isBold = false
    private var isFaint = false
    private var isUnderlined = false

    /// A text as HTML.
    static func html(_ text: String) -> String {
        let text = TerminalSequences.restored(text)
        guard text.utf8.contains(0x1B) else { return HTMLOutput.escaped(text) }
        var painter = ColouredText()
        return painter.paint(TerminalSequences.clean(Array(text.utf8), .keepColours).bytes)
    }

    private mutating func paint(_ bytes: [UInt8]) -> String {
        var result = ""
        var start = 0
        while let escape = bytes[start...].firstIndex(of: 0x1B) {
            result += spanned(bytes[start..<escape])
            let end = bytes[escape...].firstIndex(of: 0x6D) ?? bytes.count - 1
            if escape + 2 <= end {
                obey(String(decoding: bytes[(escape + 2)..<end], as: UTF8.self))
            }
            start = end + 1
        }
        return result + spanned(bytes[start...])
    }

    private func spanned(_ bytes: ArraySlice<UInt8>) -> String {
        guard !bytes.isEmpty else { return "" }
        let text = HTMLOutput.escaped(String(decoding: bytes, as: UTF8.self))
        var classes: [String] = []
        if let colour, colour != 0 { classes.append("c\(colour)") }
        if isBold { classes.append("b") }
        if isFaint { classes.append("d") }
        if isUnderlined { classes.append("u") }
        if classes.isEmpty { return text }
        return "<span class=\"\(classes.joined(separator: " "))\">\(text)</span>"
    }

    private mutating func obey(_ parameters: String) {
        let codes = parameters.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }
            .map { Int($0) ?? 0 }
        var rest = codes[...]
        while let code = rest.popFirst() {
            switch code {
            case 0: self = ColouredText()
            case 1: isBold = true
            case 2: isFaint = true
            case 4: isUnderlined = true
            case 22: (isBold, isFaint) = (false, false)
            case 24: isUnderlined = false
            case 30...37: colour = code - 30
            case 38: colour = Self.extended(&rest)
            case 39: colour = nil
            case 48: _ = Self.extended(&rest)
            case 90...97: colour = code - 82
            default: break
            }
        }
    }

    /// The nearest colour of the palette to `5;N` or `2;R;G;B`.
    private static func extended(_ rest: inout ArraySlice<Int>) -> Int? {
        switch rest.popFirst() {
        case 5:
            guard let number = rest.popFirst(), (0...255).contains(number) else { return nil }
            if number < 16 { return number }
            if number >= 232 { return number < 244 ? 8 : 7 }
            let cube = number - 16
            return nearest([cube / 36, cube / 6 % 6, cube % 6].map { $0 * 51 })
        case 2:
            let parts = rest.prefix(3)
            rest = rest.dropFirst(3)
            return parts.count == 3 ? nearest(parts.map { min(max($0, 0), 255) }) : nil
        default: return nil
        }
    }

    /// One bit for each of red, green and blue that is near the strongest of them.
    private static func nearest(_ parts: [Int]) -> Int {
        let strongest = parts.max() ?? 0
        guard strongest > 40 else { return 8 }
        let bits = parts.enumerated().reduce(0) { sum, part in
            sum + (part.element * 3 >= strongest * 2 ? 1 << part.offset : 0)
        }
        return strongest > 170 ? bits + 8 : bits
    }
}
