import Diagnostics
import Yams

/// What to tell the user of an error of Yams.
struct YAMLErrorText {
    private let error: YamlError
    private let source: SourceText
    private let file: SourceFile

    init(_ error: YamlError, _ source: SourceText, _ file: SourceFile) {
        self.error = error
        self.source = source
        self.file = file
    }

    /// A file without any document.
    static func empty(_ file: SourceFile) -> Diagnostic {
        Diagnostic(
            code: "empty-file",
            "the file has no content",
            in: file,
            fix: "add \"jobs:\" with at least one job"
        )
    }

    /// The mistake, with its place and, for the common ones, what to do.
    var diagnostic: Diagnostic {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _):
            // Where a text without an end begins says more than where the file ends.
            placed(
                "\(problem)\(context.map { " \($0.text)" } ?? "")",
                problem.contains("end of stream") ? context?.mark ?? mark : mark
            )
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            Diagnostic(
                code: "several-documents",
                "a second document begins here; a pipeline is one document",
                in: file,
                at: range(of: mark),
                fix: "delete the \"---\", or move what follows to a file of its own"
            )
        case .composer(_, let problem, let mark, _):
            placed(problem, mark)
        case .duplicatedKeysInMapping(let keys, let context):
            repeated(keys, context.mark)
        default:
            Diagnostic(code: "yaml", "this is not YAML: \(error)", in: file)
        }
    }

    private func placed(_ problem: String, _ mark: Mark) -> Diagnostic {
        Diagnostic(
            code: "yaml",
            "this is not YAML: \(problem)",
            in: file,
            at: range(of: mark),
            fix: advice(on: problem, at: index(of: mark))
        )
    }

    private func repeated(_ keys: [String], _ mark: Mark) -> Diagnostic {
        Diagnostic(
            code: "repeated-key",
            "key \"\(keys.first ?? "")\" stands twice in one mapping",
            in: file,
            at: range(of: mark),
            fix: "keep one of them"
        )
    }

    private func index(of mark: Mark) -> Int {
        source.index(yamlLine: mark.line, column: mark.column)
    }

    private func range(of mark: Mark) -> SourceRange {
        SourceRange(source.position(at: index(of: mark)))
    }

    private func advice(on problem: String, at index: Int) -> String? {
        let scalar = index < source.scalars.count ? source.scalars[index] : nil
        if scalar == "\t" || followsTab(index) {
            return "indent with spaces; a tab is not indentation"
        }
        if problem.contains("cannot start any token") { return "put the text in quotes" }
        if problem.contains("mapping values are not allowed") {
            return "put a text with \": \" in quotes, or mend the indentation"
        }
        if problem.contains("could not find expected ':'") {
            return "add \":\" behind the key, or mend the indentation"
        }
        if problem.contains("did not find expected") {
            return "mend the indentation: entries of one mapping or list begin in one column"
        }
        if problem.contains("unexpected end of stream") { return "close the quote" }
        return nil
    }

    /// Whether only white space with a tab in it stands before a place on its line.
    private func followsTab(_ index: Int) -> Bool {
        let position = source.position(at: index)
        guard let line = source.line(position.line) else { return false }
        let lead = source.scalars[
            line.lowerBound..<max(line.lowerBound, min(index, line.upperBound))
        ]
        return lead.contains("\t") && lead.allSatisfy { $0 == " " || $0 == "\t" }
    }
}
