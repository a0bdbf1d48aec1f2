/// Finds the source places that a trace names, in the order of the text: `src/cart.rs:12:5`,
/// `(Cart.java:12)`, `File "cart.py", line 12`.
struct FrameSearch {
    /// How many places of one text are looked at.
    private static let framesMax = 200
    /// How much of a text is looked at, in bytes.
    private static let textBytesMax = 64 << 10
    /// The longest path that is believed, in bytes.
    private static let pathBytesMax = 512

    private static let extensions: Set<String> = [
        "bats", "c", "cc", "cjs", "clj", "cpp", "cs", "cxx", "dart", "erl", "ex", "exs", "feature",
        "fs", "go", "groovy", "h", "hpp", "hs", "java", "jl", "js", "json", "jsx", "kt", "kts",
        "lua", "m", "mjs", "ml", "mm", "mts", "nim", "php", "pl", "pm", "py", "rb", "rs", "scala",
        "sh", "sql", "swift", "t", "ts", "tsx", "vb", "vue", "xml", "yaml", "yml", "zig",
    ]

    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = TerminalSequences.clean(Array(text.utf8.prefix(Self.textBytesMax)), .drop).bytes
    }

    /// The places, as written.
    var frames: [SourceFrame] {
        var frames: [SourceFrame] = []
        for index in bytes.indices where frames.count < Self.framesMax {
            if let frame = bytes[index] == 0x3A ? colonFrame(at: index) : pythonFrame(at: index) {
                frames.append(frame)
            }
        }
        return frames
    }

    /// A path before a colon, and a line behind it.
    private func colonFrame(at colon: Int) -> SourceFrame? {
        guard let line = number(at: colon + 1) else { return nil }
        var start = colon
        while start > 0, colon - start < Self.pathBytesMax, Self.isPath(bytes[start - 1]) {
            start -= 1
        }
        var path = String(decoding: bytes[start..<colon], as: UTF8.self)
        if path.hasPrefix("file://") { path.removeFirst(7) }
        guard Self.isSource(path) else { return nil }
        return SourceFrame(file: path, line: line)
    }

    /// `File "cart.py", line 12`, as Python writes it.
    private func pythonFrame(at start: Int) -> SourceFrame? {
        guard bytes[start] == 0x46, bytes.hasText("File \"", at: start) else { return nil }
        let rest = bytes[(start + 6)...].prefix(Self.pathBytesMax)
        guard
            let quote = rest.firstIndex(of: 0x22), bytes.hasText("\", line ", at: quote),
            let line = number(at: quote + 8)
        else { return nil }
        return SourceFrame(
            file: String(decoding: bytes[(start + 6)..<quote], as: UTF8.self),
            line: line
        )
    }

    /// A number of one to seven digits, and no more than that.
    private func number(at start: Int) -> Int? {
        let digits = bytes[min(start, bytes.count)...].prefix(8).prefix(while: \.isASCIIDigit)
        guard (1...7).contains(digits.count) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return number > 0 ? number : nil
    }

    /// Whether a byte may stand in a path that a trace names.
    private static func isPath(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x22, 0x27, 0x28, 0x29, 0x2C, 0x3B, 0x3C, 0x3E, 0x5B, 0x5D, 0x60, 0x7C, 0x7F:
            false
        default: true
        }
    }

    /// Whether a text ends like the name of a source file, and is no address of the web.
    private static func isSource(_ path: String) -> Bool {
        guard !path.contains("://"), let point = path.lastIndex(of: "."), point != path.startIndex
        else { return false }
        return extensions.contains(path[path.index(after: point)...].lowercased())
    }
}
