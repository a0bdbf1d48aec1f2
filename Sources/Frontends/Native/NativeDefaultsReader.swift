import Pipelines

/// Reads what stands both at the top of a file and in a job.
struct NativeDefaultsReader {
    let values: ValueReader

    /// How commands are run.
    func defaults(_ node: YAMLNode, _ place: NativePlace) -> Defaults {
        guard let fields = Fields<DefaultsField>(node, values.findings) else { return Defaults() }
        return Defaults(
            shell: fields[.shell].flatMap { values.shell($0) },
            workingDirectory: fields[.workingDirectory].flatMap {
                values.template($0, "\"working-directory\"", place)
            }
        )
    }

    /// What a job may use.
    func resources(_ node: YAMLNode, _ place: NativePlace) -> Resources {
        guard let fields = Fields<ResourcesField>(node, values.findings) else {
            return Resources()
        }
        var resources = Resources()
        resources.cpu = fields[.cpu].flatMap { values.setting($0, "\"cpu\"", place) }
        resources.memory = fields[.memory].flatMap { values.setting($0, "\"memory\"", place) }
        resources.pids = fields[.pids].flatMap { values.setting($0, "\"pids\"", place) }
        resources.disk = fields[.disk].flatMap { values.setting($0, "\"disk\"", place) }
        return resources
    }
}
