/// Writes JSON piece by piece; control characters, and the separators U+2028 and U+2029, are always
/// escaped, so that the text is as harmless on a terminal and in a script as in a file.
struct JSONOutput {
    /// The text so far, in UTF-8.
    private(set) var bytes: [UInt8] = []
    private var isFirst = true
    private var depth = 0

    /// An object whose members a closure writes.
    mutating func object(_ name: String? = nil, _ body: (inout JSONOutput) -> Void) {
        nest(name, "{", "}", body)
    }

    /// An array whose elements a closure writes.
    mutating func array(_ name: String? = nil, _ body: (inout JSONOutput) -> Void) {
        nest(name, "[", "]", body)
    }

    /// A string.
    mutating func string(_ name: String? = nil, _ value: String) {
        key(name)
        quote(value)
    }

    /// A number.
    mutating func number(_ name: String? = nil, _ value: Int) {
        key(name)
        put(String(value))
    }

    /// A number with three decimals at the most.
    mutating func number(_ name: String? = nil, thousandths value: Int64) {
        key(name)
        let decimals = String(value % 1_000 + 1_000).dropFirst()
        put("\(value / 1_000).\(decimals)")
    }

    /// `true` or `false`.
    mutating func bool(_ name: String? = nil, _ value: Bool) {
        key(name)
        put(value ? "true" : "false")
    }

    /// The text with a line end behind it.
    mutating func finished() -> [UInt8] {
        put("\n")
        return bytes
    }

    private mutating func nest(
        _ name: String?,
        _ open: String,
        _ close: String,
        _ body: (inout JSONOutput) -> Void
    ) {
        key(name)
        put(open)
        isFirst = true
        depth += 1
        body(&self)
        depth -= 1
        if !isFirst { breakLine() }
        isFirst = false
        put(close)
    }

    private mutating func key(_ name: String?) {
        if depth > 0 {
            if !isFirst { put(",") }
            breakLine()
        }
        isFirst = false
        guard let name else { return }
        quote(name)
        put(": ")
    }

    private mutating func breakLine() {
        put("\n")
        bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    private mutating func put(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func quote(_ text: String) {
        bytes.append(0x22)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, UInt8(scalar.value)])
            case 0x0A: put("\\n")
            case 0x09: put("\\t")
            case 0x0D: put("\\r")
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                put("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            case 0..<0x80: bytes.append(UInt8(scalar.value))
            default: bytes.append(contentsOf: Array(UTF8.encode(scalar) ?? .init()))
            }
        }
        bytes.append(0x22)
    }
}

extension Duration {
    /// The length in milliseconds, rounded.
    var milliseconds: Int64 {
        ((wholeNanoseconds ?? 0) + 500_000) / 1_000_000
    }
}
