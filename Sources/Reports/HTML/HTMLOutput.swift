/// Builds HTML; whatever is not written as markup on purpose is escaped.
struct HTMLOutput {
    /// The document so far.
    private(set) var html = ""

    /// How long it is, in bytes.
    var count: Int { html.utf8.count }

    /// Adds markup as it is: only literals of ours.
    mutating func markup(_ text: String) {
        html += text
    }

    /// Adds a text.
    mutating func text(_ text: String) {
        html += Self.escaped(text)
    }

    /// Adds an element with a text inside.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - text: What it says.
    ///   - classes: Its classes, parted by blanks; literals of ours.
    mutating func element(_ name: String, _ text: String, class classes: String = "") {
        open(name, class: classes)
        self.text(text)
        close(name)
    }

    /// Adds a start tag.
    mutating func open(
        _ name: String,
        class classes: String = "",
        _ attributes: [(String, String)] = []
    ) {
        html += "<\(name)"
        if !classes.isEmpty { html += " class=\"\(classes)\"" }
        for (key, value) in attributes { html += " \(key)=\"\(Self.escaped(value))\"" }
        html += ">"
    }

    /// Adds an end tag.
    mutating func close(_ name: String) {
        html += "</\(name)>"
    }

    /// A text in which nothing is markup and nothing is hidden.
    static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in ShownText.plain(text).utf8 {
            switch byte {
            case 0x26: result += Array("&amp;".utf8)
            case 0x3C: result += Array("&lt;".utf8)
            case 0x3E: result += Array("&gt;".utf8)
            case 0x22: result += Array("&quot;".utf8)
            case 0x27: result += Array("&#39;".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
