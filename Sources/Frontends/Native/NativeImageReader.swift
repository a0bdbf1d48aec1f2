import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Reads images and what is done to them.
struct NativeImageReader {
    let values: ValueReader
    /// What its expressions can see.
    let place: NativePlace

    /// The image of a node: a source, or a mapping with `setup`.
    func image(_ node: YAMLNode) -> ImageRecipe? {
        guard case .mapping = node.content else {
            return values.setting(node, "\"image\"", place).map { ImageRecipe($0) }
        }
        guard let fields = Fields<ImageField>(node, values.findings) else { return nil }
        let setup = fields[.setup].map { self.setup($0) } ?? []
        return fields[.from].flatMap { values.setting($0, "\"from\"", place) }
            .map { ImageRecipe($0, setup: setup) }
    }

    private func setup(_ node: YAMLNode) -> [SetupStep] {
        let nodes = values.list(node, "\"setup\"")
        guard nodes.count <= Bounds.setupSteps else {
            values.findings.tell(
                "too-many-steps",
                "\"setup\" has \(nodes.count) items; at most \(Bounds.setupSteps) are taken",
                at: node.range,
                fix: "put several commands into one script"
            )
            return []
        }
        return nodes.compactMap(step)
    }

    private func step(_ node: YAMLNode) -> SetupStep? {
        guard let fields = Fields<SetupField>(node, values.findings) else { return nil }
        let action = NativeStepReader(values: values).action(
            run: fields[.run],
            command: fields[.command],
            shell: fields[.shell],
            of: fields.hasUnknownKeys ? nil : SetupField.mapping.title,
            at: fields.range,
            place
        )
        var step = SetupStep(action ?? .command([]))
        step.name = text(fields[.name], "\"name\"")
        step.env = fields[.env].map { values.variables($0, place) } ?? [:]
        step.inputs = inputs(fields[.inputs])
        step.network =
            fields[.network].map { NativeNetworkReader(values: values).mode($0) } ?? .none
        step.workingDirectory = text(fields[.workingDirectory], "\"working-directory\"")
        step.user = text(fields[.user], "\"user\"")
        return step
    }

    private func text(_ node: YAMLNode?, _ what: String) -> Placed<Template>? {
        node.flatMap { values.template($0, what, place) }
    }

    private func inputs(_ node: YAMLNode?) -> [Placed<Template>] {
        guard let node else { return [] }
        return values.oneOrMany(node, "\"inputs\"") { values.template($0, $1, place) }
    }
}
