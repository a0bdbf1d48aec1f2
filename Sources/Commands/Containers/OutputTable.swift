/// Rows of text in columns that align.
struct OutputTable {
    private var rows: [[String]]

    /// A table of its headings.
    init(_ headings: [String]) {
        rows = [headings]
    }

    /// Adds a row, as long as the headings.
    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The lines.
    var lines: [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                column == row.count - 1 ? text : text.padded(widths[column])
            }
            return cells.joined(separator: "   ")
        }
    }
}
