/// Writes XML, one element a line, with text that every parser and terminal can take.
///
/// Terminal sequences are removed; what is left of characters that XML does not allow, and the C1
/// controls, becomes visible: `\u{1B}`. Nothing is written as CDATA, so no `]]>` needs care.
struct XMLOutput {
    /// The document so far, in UTF-8.
    private(set) var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    private var names: [String] = []
    /// Whether sequences that only colour stay, as `␛[31m`.
    private let keepsColours: Bool

    /// A document that begins.
    init(keepsColours: Bool = false) {
        self.keepsColours = keepsColours
    }

    /// Begins an element that has others inside.
    mutating func begin(_ name: String, _ attributes: [(String, String?)] = []) {
        tag(name, attributes)
        put(">\n")
        names.append(name)
    }

    /// Ends the element that was begun last.
    mutating func end() {
        guard let name = names.popLast() else { return }
        indent()
        put("</\(name)>\n")
    }

    /// Writes an element that has only text inside, or nothing.
    mutating func leaf(_ name: String, _ attributes: [(String, String?)] = [], text: String = "") {
        tag(name, attributes)
        if text.isEmpty { return put("/>\n") }
        put(">")
        escape(text, isAttribute: false)
        put("</\(name)>\n")
    }

    private mutating func tag(_ name: String, _ attributes: [(String, String?)]) {
        indent()
        put("<\(name)")
        for case (let key, let value?) in attributes {
            put(" \(key)=\"")
            escape(value, isAttribute: true)
            put("\"")
        }
    }

    private mutating func indent() {
        bytes.append(contentsOf: repeatElement(0x20, count: names.count * 2))
    }

    private mutating func put(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Adds a text with everything replaced that means something else in XML.
    private mutating func escape(_ text: String, isAttribute: Bool) {
        let policy: TerminalSequences.Policy = keepsColours ? .keepColours : .dropSequences
        let text = TerminalSequences.clean(
            Array(TerminalSequences.restored(text).utf8),
            policy
        ).bytes
        var index = 0
        while index < text.count {
            let hidden = Self.hiddenScalar(text, at: index)
            if keepsColours, text[index] == 0x1B {
                put("\u{241B}")
            } else if let hidden {
                put("\\u{\(String(hidden.value, radix: 16, uppercase: true))}")
            } else if let reference = Self.reference(for: text[index], isAttribute: isAttribute) {
                put(reference)
            } else {
                bytes.append(text[index])
            }
            index += hidden?.length ?? 1
        }
    }

    /// What stands for a byte that would be taken for something else; nil where it stands for
    /// itself.
    private static func reference(for byte: UInt8, isAttribute: Bool) -> String? {
        switch byte {
        case 0x26: "&amp;"
        case 0x3C: "&lt;"
        case 0x3E: "&gt;"
        case 0x22 where isAttribute: "&quot;"
        case 0x09 where isAttribute, 0x0A where isAttribute, 0x0D: "&#\(byte);"
        default: nil
        }
    }

    /// A control character or noncharacter at a place, with its length in UTF-8.
    private static func hiddenScalar(_ text: [UInt8], at index: Int) -> (value: Int, length: Int)? {
        func byte(_ offset: Int) -> UInt8 {
            index + offset < text.count ? text[index + offset] : 0
        }
        switch byte(0) {
        case 0x7F: return (0x7F, 1)
        case let control where control.isIllegalControl: return (Int(control), 1)
        case 0xC2 where (0x80...0x9F).contains(byte(1)): return (Int(byte(1)), 2)
        case 0xEF where byte(1) == 0xBF && byte(2) >= 0xBE: return (0xFFC0 + Int(byte(2) & 0x3F), 3)
        default: return nil
        }
    }
}
