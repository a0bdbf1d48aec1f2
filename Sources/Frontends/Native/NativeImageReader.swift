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
        switch (fields[.from], fields[.build]) {
        case (let from?, nil):
            return values.setting(from, "\"from\"", place).map { ImageRecipe($0, setup: setup) }
        case (nil, let build?):
            var recipe = self.build(build)
            recipe?.setup = setup
            return recipe
        case (.some, let build?):
            values.findings.tell(
                "two-sources",
                "an image comes from somewhere or is built, not both",
                at: build.range,
                fix: "take \"from\" or \"build\" away"
            )
        case (nil, nil):
            guard !fields.hasUnknownKeys, !node.lacksEntries else { return nil }
            values.findings.tell(
                "missing-key",
                "an image has no \"from\" and no \"build\"",
                at: fields.range,
                fix:
                    "add \"from:\" with an image, or \"build:\" with a folder that has a Dockerfile"
            )
        }
        return nil
    }

    /// An image that is built: a folder, or a mapping.
    private func build(_ node: YAMLNode) -> ImageRecipe? {
        guard case .mapping = node.content else {
            return path(node, "\"build\"").map { folder in
                ImageRecipe(.fixed(Located(.built(ImageBuild(context: folder)), at: node.range)))
            }
        }
        guard let fields = Fields<BuildField>(node, values.findings) else { return nil }
        var build = ImageBuild(context: ".")
        if let context = fields[.context] { build.context = path(context, "\"context\"") ?? "." }
        build.file = fields[.file].flatMap { path($0, "\"file\"") }
        build.target = fields[.target].flatMap { values.text($0, "\"target\"")?.value }
        var recipe = ImageRecipe(.fixed(Located(.built(build), at: node.range)))
        recipe.buildArguments = fields[.args].map { values.variables($0, place) } ?? [:]
        return recipe
    }

    /// A path in the commit; one that leads out is a mistake.
    private func path(_ node: YAMLNode, _ what: String) -> String? {
        guard let text = values.text(node, what) else { return nil }
        guard !text.value.hasPrefix("/"), !text.value.split(separator: "/").contains("..") else {
            values.findings.tell(
                "outside",
                "\(what) leads out of the commit",
                at: node.range,
                fix: "write a path relative to the top of the repository, without \"..\""
            )
            return nil
        }
        return text.value
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
