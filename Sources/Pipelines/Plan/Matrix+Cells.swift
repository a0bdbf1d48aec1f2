package import Diagnostics
package import Expressions

extension Matrix {
    /// The cells, in the order of GitHub: the first key varies slowest, new cells of `include` come last.
    ///
    /// A combination goes if an item of `exclude` meets it. An item of `include` adds its further keys to every
    /// combination that it meets, a later item overwriting what an earlier one added but never a key of the
    /// combination; an item that meets none becomes a cell of its own.
    ///
    /// Source: actions/runner, `MatrixBuilder.Build`.
    ///
    /// - Parameters:
    ///   - scope: What the templates of the matrix are evaluated with.
    ///   - file: The file in which the matrix stands.
    /// - Returns: At least one cell and at most `Bounds.matrixCells`.
    /// - Throws: Every mistake of the matrix.
    package func cells(
        in scope: Scope,
        of file: SourceFile
    ) throws(DiagnosticError) -> [MatrixCell] {
        let table = try MatrixTable(self, in: scope, of: file)
        let product = table.vectors.reduce(table.vectors.isEmpty ? 0 : 1) { count, vector in
            // Never past the bound, so that no product overflows.
            min(count * vector.values.count, Bounds.matrixCells + 1)
        }
        guard product <= Bounds.matrixCells else { throw tooMany(in: file) }
        let cells: [MatrixCell]
        do {
            cells = try expand(table)
        } catch {
            throw DiagnosticError([SourceMap(root.range).diagnostic(for: error, in: file)])
        }
        guard cells.count <= Bounds.matrixCells else { throw tooMany(in: file) }
        guard !cells.isEmpty else { throw allExcluded(in: file) }
        return cells
    }

    private func expand(_ table: MatrixTable) throws(ExpressionError) -> [MatrixCell] {
        var inclusions: [Inclusion] = []
        for item in table.include { inclusions.append(try Inclusion(item, of: table)) }
        var cells: [MatrixCell] = []
        for combination in try remaining(of: table) {
            var values = combination
            var origin = "a combination of \(combination.keys.joined(separator: ", "))"
            for index in inclusions.indices {
                let added = try inclusions[index].extend(&values, of: combination)
                guard added, let keys = inclusions[index].extraKeys else { continue }
                origin += "; item \(index + 1) of \"include\" adds \(keys)"
            }
            let label = MatrixCell.label(of: .object(combination))
            cells.append(MatrixCell(values: values, label: label, origin: origin))
        }
        for (index, inclusion) in inclusions.enumerated() where !inclusion.hasMet {
            var cell = inclusion.cell
            cell.origin = "item \(index + 1) of \"include\", which fits no combination"
            cells.append(cell)
        }
        return cells
    }

    /// The combinations that no item of `exclude` meets.
    private func remaining(of table: MatrixTable) throws(ExpressionError) -> [Object] {
        var combinations = combinations(of: table.vectors)
        for item in table.exclude {
            let filter = try MatrixFilter(item.values)
            var kept: [Object] = []
            for combination in combinations where try !filter.meets(combination) {
                kept.append(combination)
            }
            combinations = kept
        }
        return combinations
    }

    private func combinations(of vectors: [MatrixTable.Vector]) -> [Object] {
        guard !vectors.isEmpty else { return [] }
        return vectors.reduce([Object()]) { heads, vector in
            heads.flatMap { head in
                vector.values.map { value in
                    var combination = head
                    combination[vector.key.value] = value
                    return combination
                }
            }
        }
    }

    private func tooMany(in file: SourceFile) -> DiagnosticError {
        DiagnosticError([
            Diagnostic(
                code: "too-many-cells",
                "the matrix has more than \(Bounds.matrixCells) cells",
                in: file,
                at: root.range,
                fix: "part the job in two"
            )
        ])
    }

    private func allExcluded(in file: SourceFile) -> DiagnosticError {
        DiagnosticError([
            Diagnostic(
                code: "empty-matrix",
                "every combination of the matrix is excluded",
                in: file,
                at: root.range,
                fix: "take an item of \"exclude\" away"
            )
        ])
    }
}

/// An item of `include`: what it asks of a combination, and what it adds.
private struct Inclusion {
    private let filter: MatrixFilter
    private let extra: Object
    /// Whether it met a combination so far.
    private(set) var hasMet = false
    /// The cell it becomes where it meets no combination: what it asks first, then what it adds.
    let cell: MatrixCell

    init(_ item: MatrixTable.Item, of table: MatrixTable) throws(ExpressionError) {
        let wanted = Object(
            item.values.entries.filter { table.hasVector($0.key) }.map { ($0.key, $0.value) }
        )
        extra = Object(
            item.values.entries.filter { !table.hasVector($0.key) }.map { ($0.key, $0.value) }
        )
        filter = try MatrixFilter(wanted)
        let values = Object((wanted.entries + extra.entries).map { ($0.key, $0.value) })
        cell = MatrixCell(values: values, label: MatrixCell.label(of: .object(values)))
    }

    /// The keys that it adds, as people read them; nil for none.
    var extraKeys: String? {
        extra.isEmpty ? nil : extra.keys.joined(separator: ", ")
    }

    /// Adds its further keys to the values of a combination that it meets; whether it does.
    mutating func extend(
        _ values: inout Object,
        of combination: Object
    ) throws(ExpressionError) -> Bool {
        guard try filter.meets(combination) else { return false }
        hasMet = true
        for entry in extra.entries { values[entry.key] = entry.value }
        return true
    }
}
