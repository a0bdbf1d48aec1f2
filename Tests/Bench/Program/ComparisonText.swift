/// A comparison as aligned text.
struct ComparisonText {
    let comparison: Comparison

    /// Lines with a line feed at the end of each.
    var text: String {
        ([comparison.title] + table + targets + leftOut).map { $0 + "\n" }.joined()
    }

    private var table: [String] {
        guard let first = comparison.series.first else { return [] }
        let unit = comparison.unit
        var rows = [["", "MEDIAN \(unit)", "P10 \(unit)", "P90 \(unit)", "RATIO", "ROUNDS"]]
        for series in comparison.series where !series.values.isEmpty {
            let ratio = series.name == first.name ? "1" : "\(Figure(series.ratio(to: first)))"
            rows.append(
                [
                    series.name, "\(Figure(series.median))", "\(Figure(series.quantile(0.1)))",
                    "\(Figure(series.quantile(0.9)))", ratio, "\(series.values.count)",
                ]
            )
        }
        return Self.aligned(rows)
    }

    /// The first column to the left, the others to the right.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + space : space + cell
            }
            return "  " + cells.joined(separator: "  ")
        }
    }

    private var targets: [String] {
        comparison.targets.map {
            "  \($0.isMet ? "met    " : "not met") \($0.text): \($0.measured)"
        }
    }

    private var leftOut: [String] {
        comparison.leftOut.map { "  left out: \($0.name): \($0.reason)" }
    }
}
