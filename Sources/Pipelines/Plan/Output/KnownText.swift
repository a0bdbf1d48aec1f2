import Expressions

/// Shows templates for people: evaluated where everything they name is known before the run, else as written.
struct KnownText {
    private let scope: Scope

    init(_ inputs: RunInputs, matrix: Object, shard: ShardPlace? = nil) {
        scope = inputs.scope(matrix: matrix, shard: shard)
    }

    /// The value, or the text as written where it is not known yet or cannot be evaluated.
    func text(_ template: Placed<Template>) -> String {
        guard isKnown(template.value) else { return template.value.source }
        // What fails here fails again in the run, where it is told with its place.
        return (try? template.value.text(in: scope)) ?? template.value.source
    }

    /// Whether a template's value is known before the run.
    func isKnown(_ template: Template) -> Bool {
        template.contexts.isSubset(of: RunInputs.knownContexts)
            && !template.calls(["hashFiles"])
    }

    /// `true`, `false` or the template as written.
    func text(_ flag: Switch) -> String {
        switch flag {
        case .fixed(let flag): flag ? "true" : "false"
        case .template(let template): text(template)
        }
    }
}
