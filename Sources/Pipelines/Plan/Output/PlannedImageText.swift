import Networks
import OrderedCollections

/// The lines of the file system of a planned job or service.
struct PlannedImageText {
    private let image: PlannedImage

    init(_ image: PlannedImage) {
        self.image = image
    }

    func write(to lines: inout PlanLines, indent: Int) {
        lines.add("image", image.source.description, indent: indent)
        for (index, step) in image.setup.enumerated() {
            let inner = indent + 4
            lines.add("setup \(index + 1)", step.name, indent: indent)
            lines.add("inputs", step.inputs, indent: inner)
            lines.add("env", step.env.map { "\($0)=\($1)" }, indent: inner)
            if step.network != .none { lines.add("network", step.network.text, indent: inner) }
            if let folder = step.workingDirectory { lines.add("in", folder, indent: inner) }
            if let user = step.user { lines.add("user", user, indent: inner) }
            ActionText.write(step.action, to: &lines, indent: inner)
        }
    }
}
