import Diagnostics
import Yams

/// Has Yams read a text, in a form that keeps what Yams would lose or be led astray by.
///
/// Yams replaces an alias by a copy of what it names, forgetting where it stood, and compares mapping keys
/// with everything inside them, so a few lines of aliases within aliases take it hours. Therefore each `*`
/// is given to it as a letter that the file does not have, which makes an alias a plain scalar; the tree
/// builder puts the alias back and counts what it brings.
///
/// Yams also stops at the first repeated key. The first letter of the earlier key is then replaced by another
/// such letter and the text read again, so that the other mistakes of the file can be told as well.
struct YAMLComposer {
    private let source: SourceText
    private let file: SourceFile
    private var spare: SpareLetters
    /// What is given to Yams: `source` with some scalars replaced, each by one.
    private var text: [Unicode.Scalar]
    private(set) var diagnostics: [Diagnostic] = []

    init(_ source: SourceText, _ file: SourceFile, _ spare: SpareLetters) {
        self.source = source
        self.file = file
        self.spare = spare
        text = source.scalars.map { $0 == "*" ? spare.star : $0 }
        if text.first == SourceText.byteOrderMark { text.removeFirst() }
    }

    /// The tree of the document, or nil after a mistake that leaves none.
    mutating func compose() -> YAMLNode? {
        let rereads = min(YAMLBounds.repeatedKeys, YAMLBounds.rereadBytes / max(1, text.count))
        for _ in 0...rereads {
            do {
                return try tree()
            } catch let error as YamlError {
                if hideRepeatedKey(of: error) { continue }
                diagnostics.append(YAMLErrorText(error, source, file).diagnostic)
            } catch {
                diagnostics.append(Diagnostic(code: "yaml", "\(error)", in: file))
            }
            return nil
        }
        diagnostics.append(tooManyRepeatedKeys)
        return nil
    }

    private mutating func tree() throws -> YAMLNode? {
        let yaml = String(String.UnicodeScalarView(text))
        let parser = try Parser(yaml: yaml, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else {
            diagnostics.append(YAMLErrorText.empty(file))
            return nil
        }
        // The nodes hold their anchors weakly; the parser owns them.
        return withExtendedLifetime(parser) {
            var builder = YAMLTreeBuilder(source, file, spare)
            let node = builder.build(root)
            diagnostics += builder.diagnostics
            return node
        }
    }

    /// Gives the earlier of two equal keys another first letter; false where that cannot be done.
    private mutating func hideRepeatedKey(of error: YamlError) -> Bool {
        guard case .duplicatedKeysInMapping(_, let context) = error,
            let letter = spare.next(), context.mark.line >= 1
        else { return false }
        var index = source.index(yamlLine: context.mark.line, column: context.mark.column)
        let shift = source.scalars.count - text.count
        while index < source.scalars.count, "\"'".unicodeScalars.contains(source.scalars[index]) {
            index += 1
        }
        guard index < source.scalars.count, Self.isWordLetter(source.scalars[index]) else {
            return false
        }
        text[index - shift] = letter
        spare.hide(source.scalars[index], as: letter)
        return true
    }

    /// Whether a scalar can be replaced without the rest of the line being read in another way.
    private static func isWordLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
            || scalar == "<"
    }

    private var tooManyRepeatedKeys: Diagnostic {
        Diagnostic(
            code: "too-many-mistakes",
            "too many keys stand twice in one mapping",
            in: file,
            fix: "mend those, then check again"
        )
    }
}
