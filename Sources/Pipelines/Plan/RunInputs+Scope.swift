package import Expressions

extension RunInputs {
    /// What expressions see as `git`: `sha`, `ref`, `branch`, `tag` and `tree`; null where there is none.
    package var gitContext: Object {
        Object([
            ("sha", .string(git.sha)),
            ("ref", git.ref.map(Value.string) ?? .null),
            ("branch", git.branch.map(Value.string) ?? .null),
            ("tag", git.tag.map(Value.string) ?? .null),
            ("tree", .string(git.tree)),
        ])
    }

    /// What expressions see as `run`: `variables`.
    package var runContext: Object {
        let variables = Object(variables.map { ($0.key, Value.string($0.value)) })
        return Object([("variables", .object(variables))])
    }

    /// What expressions see before the run: `git`, `run` and the values of a cell as `matrix`.
    ///
    /// - Parameter matrix: The values of the cell; empty outside of one.
    /// - Returns: A scope without functions of its own.
    package func scope(matrix: Object = [:]) -> Scope {
        Scope(contexts: [
            "git": .object(gitContext),
            "run": .object(runContext),
            "matrix": .object(matrix),
        ])
    }

    /// The contexts that are known before the run, in lower case.
    package static let knownContexts: Set<String> = ["git", "run", "matrix"]
}
