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

    /// What expressions see before the run: `git`, `run`, the values of a cell as `matrix`, and `shard`.
    ///
    /// - Parameters:
    ///   - matrix: The values of the cell; empty outside of one.
    ///   - shard: The part of the job's tests; nil where they are not parted.
    /// - Returns: A scope without functions of its own.
    package func scope(matrix: Object = [:], shard: ShardPlace? = nil) -> Scope {
        Scope(contexts: [
            "git": .object(gitContext),
            "run": .object(runContext),
            "matrix": .object(matrix),
            "shard": .object(shard?.context ?? [:]),
        ])
    }

    /// The contexts that are known before the run, in lower case.
    package static let knownContexts: Set<String> = ["git", "run", "matrix", "shard"]
}
