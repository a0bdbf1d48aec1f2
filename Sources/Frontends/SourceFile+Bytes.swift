package import Diagnostics

extension SourceFile {
    /// The file of some bytes, which must be UTF-8.
    ///
    /// - Parameters:
    ///   - name: What messages call the file.
    ///   - bytes: Its content; more than 1 MiB is refused without being looked at.
    /// - Throws: One diagnostic, with the place of the first byte that is no UTF-8.
    package init(name: String, bytes: [UInt8]) throws(DiagnosticError) {
        guard bytes.count <= YAMLBounds.fileBytes else {
            throw DiagnosticError([
                YAMLDocument.tooLarge(bytes.count, SourceFile(name: name, text: ""))
            ])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DiagnosticError([Self.invalid(bytes, name)])
        }
        self.init(name: name, text: text)
    }

    private static func invalid(_ bytes: [UInt8], _ name: String) -> Diagnostic {
        let position = position(ofInvalidByteIn: bytes)
        let file = SourceFile(name: name, text: String(decoding: bytes, as: UTF8.self))
        return Diagnostic(
            code: "not-utf8",
            "the file is not UTF-8",
            in: file,
            at: SourceRange(position),
            fix: "save it as UTF-8"
        )
    }

    private static func position(ofInvalidByteIn bytes: [UInt8]) -> SourcePosition {
        var position = SourcePosition(line: 1, column: 1)
        var decoder = UTF8()
        var input = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&input) {
            position.column += 1
            if scalar == "\n" { position = SourcePosition(line: position.line + 1, column: 1) }
        }
        return position
    }
}
