/// The first argument of `format()`: text with `{0}`, and `{{` and `}}` for braces.
enum FormatPattern {
    enum Piece: Sendable, Hashable {
        case text(String)
        /// The argument's number, and what stands between its colon and its brace.
        case argument(Int, specifiers: String)
    }

    /// Cuts a pattern into pieces.
    ///
    /// - Parameters:
    ///   - pattern: As evaluated.
    ///   - arguments: How many arguments follow the pattern.
    ///   - offset: Where the call stands, for errors.
    /// - Returns: The pieces in order, adjacent texts not joined.
    /// - Throws: An error of kind evaluation, in upstream's words.
    static func pieces(
        of pattern: String,
        arguments: Int,
        at offset: Int
    ) throws(ExpressionError) -> [Piece] {
        var rest = pattern.utf8[...]
        var pieces: [Piece] = []
        while let brace = rest.firstIndex(where: { $0 == left || $0 == right }) {
            let escaped =
                rest.index(after: brace) < rest.endIndex
                && rest[rest.index(after: brace)] == rest[brace]
            let text = escaped ? rest[...brace] : rest[..<brace]
            if !text.isEmpty { pieces.append(.text(String(Substring(text)))) }
            let isLeft = rest[brace] == left
            rest = rest[rest.index(brace, offsetBy: escaped ? 2 : 1)...]
            if escaped { continue }
            guard isLeft, let argument = readArgument(&rest) else {
                throw ExpressionError(
                    .evaluation,
                    "The following format string is invalid: \(pattern)",
                    at: offset
                )
            }
            guard argument.number < arguments else {
                throw ExpressionError(
                    .evaluation,
                    "The following format string references more arguments than were supplied: \(pattern)",
                    at: offset
                )
            }
            pieces.append(.argument(argument.number, specifiers: argument.specifiers))
        }
        if !rest.isEmpty { pieces.append(.text(String(Substring(rest)))) }
        return pieces
    }

    /// No kind of value takes specifiers: they are for dates, which expressions do not have.
    static func refusal(of specifiers: String, for value: Value, at offset: Int) -> ExpressionError
    {
        ExpressionError(
            .evaluation,
            "The format specifiers '\(specifiers)' are not valid for objects of type '\(value.kindName)'",
            at: offset
        )
    }

    private static let left = UInt8(ascii: "{")
    private static let right = UInt8(ascii: "}")

    /// Reads `0}` or `0:specifiers}`, with `}}` for a brace in the specifiers.
    private static func readArgument(
        _ rest: inout Substring.UTF8View
    ) -> (number: Int, specifiers: String)? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = UInt8(Substring(digits)) else { return nil }
        rest = rest[digits.endIndex...]
        guard let mark = rest.popFirst() else { return nil }
        if mark == right { return (Int(number), "") }
        return mark == UInt8(ascii: ":") ? readSpecifiers(&rest).map { (Int(number), $0) } : nil
    }

    private static func readSpecifiers(_ rest: inout Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == right {
                guard rest.first == right else { return String(decoding: bytes, as: UTF8.self) }
                rest.removeFirst()
            }
            bytes.append(byte)
        }
        return nil
    }
}
