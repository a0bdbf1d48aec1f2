import Diagnostics
import Execution
import Glibc
import OrderedCollections
import Pipelines
import SystemPackage

/// The secrets of kept jobs, got again from where the pipeline says: nothing can be looked for that is not known.
struct KeptSecrets {
    /// Folders that were allowed on the command line.
    let allowed: [String]

    /// The values by name, or an end of the program that names every secret without one.
    func values(of checkpoints: [JobCheckpoint]) throws -> [String: String] {
        var secrets: OrderedDictionary<String, Secret> = [:]
        for source in checkpoints.flatMap(\.secrets) {
            if let secret = Self.secret(source) { secrets[source.name] = secret }
        }
        guard let root = checkpoints.first?.source.root, !secrets.isEmpty else { return [:] }
        do {
            return try SecretsReader(root: FilePath(root), allowed: allowed).values(of: secrets)
        } catch {
            Console.tell(
                "  hint: the values are needed to make sure that no file holds one; nothing was written"
            )
            throw error
        }
    }

    private static func secret(_ source: JobCheckpoint.SecretSource) -> Secret? {
        // Where the pipeline names it is not asked any more.
        let range = SourceRange(SourcePosition(line: 1, column: 1))
        if let variable = source.environment { return Secret(.environment(variable), at: range) }
        if let file = source.file { return Secret(.file(path: file), at: range) }
        return source.prompt.map { Secret(.prompt($0), at: range) }
    }
}
