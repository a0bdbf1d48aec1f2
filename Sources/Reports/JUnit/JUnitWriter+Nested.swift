/// A suite with the suites inside it.
private struct SuiteNode {
    var suite: TestSuite
    var isNamed = false
    var children: [String] = []
}

extension JUnitWriter {
    /// The report with suites inside of suites; those that hold nothing themselves are made where
    /// they are missing.
    func nested(_ report: TestReport) -> [UInt8] {
        var nodes: [[String]: SuiteNode] = [[]: SuiteNode(suite: TestSuite(path: SuitePath()))]
        for suite in report.suites {
            Self.add(suite, to: &nodes)
        }
        var output = XMLOutput(keepsColours: true)
        beginRoot(report, &output)
        if let root = nodes[[]], !root.suite.cases.isEmpty {
            let suite = root.suite
            begin(suite, named: Self.name(of: suite, in: report), suite.totals, &output)
            writeContent(of: suite, to: &output)
            output.end()
        }
        for name in nodes[[]]?.children ?? [] {
            write([name], nodes, to: &output)
        }
        output.end()
        return output.bytes
    }

    /// How deep suites nest.
    private static let depthMax = 32

    private static func add(_ suite: TestSuite, to nodes: inout [[String]: SuiteNode]) {
        // A hostile report nests a thousand suites: what is deeper than anybody looks is one name.
        var names = suite.path.names
        if names.count > depthMax {
            names = names[..<(depthMax - 1)] + [names[(depthMax - 1)...].joined(separator: " / ")]
        }
        for length in 0..<names.count {
            let path = Array(names[...length])
            guard nodes[path] == nil else { continue }
            nodes[path] = SuiteNode(suite: TestSuite(path: SuitePath(path)))
            nodes[Array(names[..<length])]?.children.append(names[length])
        }
        if nodes[names]?.isNamed == true {
            nodes[names]?.suite.cases += suite.cases
        } else {
            nodes[names]?.suite = suite
            nodes[names]?.isNamed = true
        }
    }

    private func write(
        _ path: [String],
        _ nodes: [[String]: SuiteNode],
        to output: inout XMLOutput
    ) {
        guard let node = nodes[path] else { return }
        begin(node.suite, named: path.last ?? "", Self.totals(path, nodes), &output)
        writeContent(of: node.suite, to: &output)
        for name in node.children {
            write(path + [name], nodes, to: &output)
        }
        output.end()
    }

    private static func totals(_ path: [String], _ nodes: [[String]: SuiteNode]) -> ReportTotals {
        guard let node = nodes[path] else { return ReportTotals() }
        return node.children.reduce(into: node.suite.totals) { $0 += totals(path + [$1], nodes) }
    }
}
