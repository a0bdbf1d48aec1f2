package import Expressions

/// One combination of a matrix.
package struct MatrixCell: Sendable, Hashable {
    /// What expressions see as `matrix`.
    package var values: Object
    /// The texts that name the cell: `["linux", "3.11"]`.
    package var label: [String]
    /// Where it comes from, for people: `a combination of os and version`.
    package var origin = ""

    /// The scalars inside a value, in order, as text: what names a cell that has the value.
    ///
    /// Null and the empty text name nothing. A name has at most `Bounds.displayNameLength` letters, so more texts
    /// and longer ones than that are cut.
    ///
    /// Source: actions/runner, `MatrixBuilder.CreateConfiguration`.
    static func label(of value: Value) -> [String] {
        var texts: [String] = []
        collect(value, &texts)
        return texts
    }

    private static func collect(_ value: Value, _ texts: inout [String]) {
        guard texts.count < Bounds.displayNameLength else { return }
        switch value {
        case .null: return
        case .boolean, .number, .string:
            let text = value.text.prefix(Bounds.displayNameLength + 1)
            if !text.isEmpty { texts.append(String(text)) }
        case .array(let values): for value in values { collect(value, &texts) }
        case .object(let object): for value in object.values { collect(value, &texts) }
        }
    }
}
