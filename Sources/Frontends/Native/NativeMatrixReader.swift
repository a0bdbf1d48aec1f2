import Diagnostics
import Expressions
import Pipelines

/// Reads the matrix of a job.
struct NativeMatrixReader {
    let values: ValueReader

    /// The matrix of a node; one that is wrong has unknown keys.
    ///
    /// One without templates is expanded at once, so that its mistakes are told with those of the file.
    func matrix(_ node: YAMLNode) -> Matrix {
        guard isMatrix(node), let root = self.node(node) else {
            return Matrix(.value(Located(.null, at: node.range)))
        }
        let matrix = Matrix(root)
        if !holdsTemplate(root) { check(matrix) }
        return matrix
    }

    private func isMatrix(_ node: YAMLNode) -> Bool {
        switch node.content {
        case .mapping: return true
        case .scalar(let scalar) where scalar.text.contains("${{"): return true
        default:
            values.tellType(node, "\"matrix\"", "a mapping of lists")
            return false
        }
    }

    private func check(_ matrix: Matrix) {
        do {
            _ = try matrix.cells(in: Scope(), of: values.findings.file)
        } catch {
            values.findings.add(error.diagnostics)
        }
    }

    // MARK: Nodes

    private func node(_ node: YAMLNode) -> MatrixNode? {
        switch node.content {
        case .scalar(let scalar) where scalar.text.contains("${{"):
            return values.template(node, "a value of the matrix", .matrix).map { .template($0) }
        case .scalar(let scalar):
            warnOfLostDigits(scalar)
            return .value(Located(scalar.value, at: node.range))
        case .sequence(let nodes):
            let parts = nodes.compactMap { self.node($0) }
            return parts.count == nodes.count ? .list(parts, at: node.range) : nil
        case .unreadable: return nil
        case .mapping(let entries):
            let parts = entries.compactMap { entry in
                self.node(entry.node).map { MatrixNode.Entry(entry.key, $0) }
            }
            return parts.count == entries.count ? .object(parts, at: node.range) : nil
        }
    }

    private func holdsTemplate(_ node: MatrixNode) -> Bool {
        switch node {
        case .value: false
        case .template: true
        case .list(let nodes, _): nodes.contains(where: holdsTemplate)
        case .object(let entries, _): entries.contains { holdsTemplate($0.node) }
        }
    }

    /// A version such as `3.10` is a number in YAML, and the number is 3.1.
    private func warnOfLostDigits(_ scalar: YAMLScalar) {
        guard case .number = scalar.value, scalar.text.contains("."), scalar.text.hasSuffix("0")
        else { return }
        values.findings.warn(
            "number-not-text",
            "\(scalar.text) is the number \(scalar.value.text)",
            at: scalar.map.range,
            fix: "write '\(scalar.text)' if the text is meant"
        )
    }
}
