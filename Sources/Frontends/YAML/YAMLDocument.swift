import Diagnostics

/// A YAML file as a tree, with every mistake that kept a part of it from being read.
struct YAMLDocument {
    /// The outermost node; nil where the file cannot be read at all.
    let root: YAMLNode?
    /// In the order in which they were found.
    let diagnostics: [Diagnostic]
}

extension YAMLDocument {
    /// Reads a file as one document of YAML 1.2 with the core schema.
    ///
    /// Anchors and aliases are taken; merge keys, tags of one's own, keys that are not scalars and a second
    /// document are mistakes. The time and memory it takes grow with the size of the file alone, which is
    /// bounded: an alias shares the node it names.
    init(reading file: SourceFile) {
        guard file.text.utf8.count <= YAMLBounds.fileBytes else {
            self.init(root: nil, diagnostics: [Self.tooLarge(file.text.utf8.count, file)])
            return
        }
        let source = SourceText(file.text)
        if let index = source.scalars.indices.first(where: { !Self.isAllowed($0, in: source) }) {
            self.init(root: nil, diagnostics: [Self.control(at: index, of: source, in: file)])
            return
        }
        guard let spare = SpareLetters(notIn: source.scalars) else {
            self.init(root: nil, diagnostics: [Self.privateUse(file)])
            return
        }
        var composer = YAMLComposer(source, file, spare)
        let root = composer.compose()
        self.init(root: root, diagnostics: composer.diagnostics)
    }

    /// What to tell of a file with too many bytes.
    static func tooLarge(_ bytes: Int, _ file: SourceFile) -> Diagnostic {
        Diagnostic(
            code: "file-too-large",
            "the file has \(bytes) bytes; at most \(YAMLBounds.fileBytes) are read",
            in: file,
            fix: "move long scripts into files of the repository and run those"
        )
    }

    private static func privateUse(_ file: SourceFile) -> Diagnostic {
        Diagnostic(
            code: "private-characters",
            "the file uses all of Unicode's private characters (U+E000 to U+F8FF)",
            in: file,
            fix: "write them as escapes in double quotes"
        )
    }

    /// Whether a scalar is one that YAML 1.2 allows (section 5.1); a byte order mark only as the first.
    private static func isAllowed(_ index: Int, in source: SourceText) -> Bool {
        let scalar = source.scalars[index]
        return switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD,
            0x10000...0x10FFFF:
            scalar != SourceText.byteOrderMark || index == 0
        default: false
        }
    }

    private static func control(
        at index: Int,
        of source: SourceText,
        in file: SourceFile
    ) -> Diagnostic {
        let number = String(source.scalars[index].value, radix: 16, uppercase: true)
        let digits = String(repeating: "0", count: max(0, 4 - number.count)) + number
        return Diagnostic(
            code: "control-character",
            "the character U+\(digits) may not stand in a YAML file",
            in: file,
            at: source.range(index..<index + 1),
            fix: "delete it, or write it as an escape in double quotes"
        )
    }
}
