import Diagnostics
import Expressions
import OrderedCollections
import Testing

@testable import Pipelines

/// Somewhere in a file.
let somewhere = SourceRange(SourcePosition(line: 1, column: 1))

/// Every context that a test's template names.
private let vocabulary = Vocabulary.any(contexts: [
    "env", "git", "job", "matrix", "needs", "run", "secrets", "steps",
])

/// The template of a text.
func written(_ text: String) throws -> Placed<Template> {
    Placed(try Template(parsing: text, knowing: vocabulary), at: SourceMap(somewhere))
}

extension MatrixNode {
    /// The node of JSON-like data; texts with `${{` are templates.
    init(_ value: Value) throws {
        switch value {
        case .string(let text) where text.contains("${{"): self = .template(try written(text))
        case .array(let values): self = .list(try values.map(MatrixNode.init), at: somewhere)
        case .object(let object):
            let entries = try object.entries.map { entry in
                Entry(Located(entry.key, at: somewhere), try MatrixNode(entry.value))
            }
            self = .object(entries, at: somewhere)
        default: self = .value(Located(value, at: somewhere))
        }
    }
}

extension Job {
    /// A job that runs `true` on the host.
    init(_ key: String, needs: [String] = [], matrix: Value? = nil) throws {
        let jobKey = try #require(JobKey(key))
        self.init(Located(jobKey, at: somewhere), steps: [Step(.command([try written("true")]))])
        self.needs = try needs.map { Located(try #require(JobKey($0)), at: somewhere) }
        self.matrix = try matrix.map { Matrix(try MatrixNode($0)) }
        image = ImageRecipe(.fixed(Located(.host, at: somewhere)))
    }
}

extension Pipeline {
    /// A pipeline of some jobs.
    init(_ jobs: Job...) {
        self.init(file: SourceFile(name: "a.yml", text: "jobs:\n"), jobs: jobs)
    }
}

extension RunInputs {
    /// A run of everything at a commit.
    static func everything(variables: OrderedDictionary<String, String> = [:]) -> RunInputs {
        RunInputs(
            git: GitFacts(
                sha: "0123456789abcdef0123456789abcdef01234567",
                ref: "refs/heads/main",
                branch: "main",
                tree: "fedcba9876543210fedcba9876543210fedcba98"
            ),
            variables: variables
        )
    }
}
