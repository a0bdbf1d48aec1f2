import Diagnostics
import Expressions
import Pipelines

/// Reads the expressions of a scalar and says exactly where each mistake in them stands.
struct ExpressionReader {
    let findings: Findings
    /// Where in the pipeline they stand.
    let site: Reference.Site

    /// The template of a scalar; nil after a mistake.
    func template(_ scalar: YAMLScalar, _ place: NativePlace) -> Placed<Template>? {
        do {
            let parsed = try Template(parsing: scalar.text, knowing: place.vocabulary)
            let template = Placed(parsed, at: scalar.map)
            findings.add(ReferenceScanner.references(in: template, at: site))
            return template
        } catch {
            for error in error.errors where !findings.isFull { tell(error, scalar, place) }
            return nil
        }
    }

    /// The condition of a scalar; nil after a mistake.
    func condition(_ scalar: YAMLScalar, _ place: NativePlace) -> Placed<Condition>? {
        do {
            let parsed = try Condition(parsing: scalar.text, knowing: place.vocabulary)
            let condition = Placed(parsed, at: scalar.map)
            if parsed.isSuspicious { tellAlwaysTrue(scalar) }
            findings.add(ReferenceScanner.references(in: condition, at: site))
            return condition
        } catch {
            for error in error.errors { tell(error, scalar, place) }
            return nil
        }
    }

    private func tell(_ error: ExpressionError, _ scalar: YAMLScalar, _ place: NativePlace) {
        let rest = scalar.text.unicodeScalars.dropFirst(error.offset)
        let letters = rest.prefix { $0.properties.isAlphabetic || $0 == "_" || $0 == "-" }
        let word = String(String.UnicodeScalarView(letters)).lowercased()
        let range = SourceRange(
            scalar.map.position(at: error.offset),
            to: scalar.map.position(at: error.offset + letters.count)
        )
        if NativePlace.allContexts.contains(word), !place.contexts.contains(word) {
            tellMissing("context \"\(word)\"", of: place, place.contexts, at: range)
        } else if NativePlace.functionNames.contains(word), !place.knows(function: word) {
            tellMissing("function \"\(word)\"", of: place, place.functions.map(\.name), at: range)
        } else {
            let fix = error.suggestion.map { "did you mean \"\($0)\"?" }
            findings.add([
                scalar.map.diagnostic(
                    for: error,
                    in: findings.file,
                    fix: ForeignWords.fix(forContext: word) ?? fix
                )
            ])
        }
    }

    /// Tells of a word that the language knows and that means nothing at this place.
    private func tellMissing(
        _ what: String,
        of place: NativePlace,
        _ known: [String],
        at range: SourceRange
    ) {
        findings.tell(
            "not-available",
            "the \(what) is not available in \(place.title)",
            at: range,
            fix: known.isEmpty ? nil : "available here: \(known.joined(separator: ", "))"
        )
    }

    private func tellAlwaysTrue(_ scalar: YAMLScalar) {
        findings.warn(
            "always-true",
            "text around \"${{ }}\" makes this condition a text, which is always true",
            at: scalar.map.range,
            fix: "write the whole condition inside of one \"${{ }}\", or without them"
        )
    }
}
