package import Expressions

/// One combination of a matrix.
package struct MatrixCell: Sendable, Hashable {
    /// What expressions see as `matrix`.
    package var values: Object
    /// The texts that name the cell: `["linux", "3.11"]`.
    package var label: [String]

    /// The scalars inside a value, in order, as text: what names a cell that has the value.
    ///
    /// Null and the empty text name nothing. Source: actions/runner, `MatrixBuilder.CreateConfiguration`.
    static func label(of value: Value) -> [String] {
        switch value {
        case .null: []
        case .boolean, .number, .string: value.text.isEmpty ? [] : [value.text]
        case .array(let values): values.flatMap(label)
        case .object(let object): object.values.flatMap(label)
        }
    }
}
