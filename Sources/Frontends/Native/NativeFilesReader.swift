import Diagnostics
import Expressions
import Pipelines

/// Reads what of a job's files outlives it.
struct NativeFilesReader {
    let values: ValueReader

    /// The folders that outlive the run.
    func caches(_ node: YAMLNode) -> [Cache] {
        values.list(node, "\"caches\"").compactMap { node in
            guard let fields = Fields<CacheField>(node, values.findings) else { return nil }
            let name = fields[.name].flatMap { values.template($0, "\"name\"", .caches) }
            let path = fields[.path].flatMap { values.template($0, "\"path\"", .caches) }
            guard let name, let path else { return nil }
            return Cache(name: name, path: path)
        }
    }

    /// The files to keep.
    func artifacts(_ node: YAMLNode) -> [Artifact] {
        let artifacts = values.list(node, "\"artifacts\"").compactMap(artifact)
        tellSameNames(artifacts)
        return artifacts
    }

    private func artifact(_ node: YAMLNode) -> Artifact? {
        guard let fields = Fields<ArtifactField>(node, values.findings) else { return nil }
        let name = fields[.name].flatMap { values.template($0, "\"name\"", .artifacts) }
        let paths = fields[.paths].map { node in
            values.oneOrMany(node, "\"paths\"") { values.template($0, $1, .artifacts) }
        }
        let occasion: Artifact.Occasion? = fields[.when].flatMap { values.choice($0, "\"when\"") }
        guard let name, let paths else { return nil }
        return Artifact(name: name, paths: paths, when: occasion ?? .success)
    }

    private func tellSameNames(_ artifacts: [Artifact]) {
        var earlier: [String: Located<String>] = [:]
        for artifact in artifacts {
            let name = Located(artifact.name.value.source, at: artifact.name.range)
            let first = earlier.updateValue(name, forKey: name.value)
            if let first { values.tellSameName(name, first, fix: "choose another name") }
        }
    }
}
