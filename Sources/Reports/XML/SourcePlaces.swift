/// Finds lines and columns for byte offsets, all in one pass over a file.
struct SourcePlaces {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The place of an offset, which must not lie before that of an earlier call.
    ///
    /// - Parameter wanted: In bytes of UTF-8.
    /// - Returns: Line and column counted from 1, the column in Unicode scalars.
    mutating func place(of wanted: Int) -> (line: Int, column: Int) {
        while offset < min(wanted, bytes.count) {
            if bytes[offset] == 0x0A {
                line += 1
                column = 1
            } else if !bytes[offset].isUTF8Continuation {
                column += 1
            }
            offset += 1
        }
        return (line, column)
    }

    /// The text around an offset on one line, with control characters made visible.
    func excerpt(around offset: Int) -> String {
        let start = max(0, min(offset, bytes.count) - 30)
        let around = bytes[start..<min(bytes.count, start + 72)].drop(while: \.isUTF8Continuation)
        let text = String(decoding: around, as: UTF8.self)
        return String(text.unicodeScalars.map(Self.visible).joined().prefix(80))
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n", "\r", "\t": " "
        case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
            "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: String(scalar)
        }
    }
}
