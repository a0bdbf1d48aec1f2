import Diagnostics
import Expressions
import OrderedCollections

/// Evaluates the templates of a pipeline that are fixed before the run, for one cell of a job.
///
/// A template that fails is told and its value left out, so that one plan tells of all of them.
struct Settler {
    let scope: Scope
    let file: SourceFile
    private(set) var diagnostics: [Diagnostic] = []

    init(_ scope: Scope, of file: SourceFile) {
        self.scope = scope
        self.file = file
    }

    /// The text of a template; empty after an error.
    mutating func text(_ template: Placed<Template>) -> String {
        do {
            return try template.value.text(in: scope)
        } catch {
            diagnostics.append(template.map.diagnostic(for: error, in: file))
            return ""
        }
    }

    /// The texts of templates.
    mutating func texts(_ templates: [Placed<Template>]) -> [String] {
        templates.map { text($0) }
    }

    /// The texts of variables.
    mutating func texts(
        _ templates: OrderedDictionary<String, Placed<Template>>
    ) -> OrderedDictionary<String, String> {
        templates.mapValues { text($0) }
    }

    /// The value of a setting; nil where there is none, and after an error.
    mutating func value<Value>(_ setting: Setting<Value>?) -> Value? {
        switch setting {
        case nil: return nil
        case .fixed(let value): return value.value
        case .template(let template):
            let known = diagnostics.count
            let text = text(template)
            guard diagnostics.count == known else { return nil }
            do {
                return try Value.reading(text)
            } catch {
                tell(error, template)
                return nil
            }
        }
    }

    private mutating func tell(_ error: SettingError, _ template: Placed<Template>) {
        diagnostics.append(
            Diagnostic(
                code: "wrong-value",
                "\(error.message) (the value of \(template.value.source))",
                in: file,
                at: template.range,
                fix: error.fix
            )
        )
    }
}
