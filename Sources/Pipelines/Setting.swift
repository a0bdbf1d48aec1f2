package import Diagnostics
package import Expressions

/// A value that is written as text, such as `10m`, `512MiB` or `oci:images/base`.
package protocol SettingValue: Sendable, Hashable {
    /// Reads the value from its text.
    ///
    /// - Parameter text: As the user wrote it.
    /// - Returns: The value.
    /// - Throws: `SettingError`, which says what is wrong and what to write.
    static func reading(_ text: String) throws(SettingError) -> Self
}

/// Why a text is not a value of its kind.
package struct SettingError: Error, Sendable, Hashable {
    /// What is wrong, as half a sentence: `"10" has no unit`.
    package let message: String
    /// What to do, as an order.
    package let fix: String

    /// What is wrong and what to do.
    package init(_ message: String, fix: String) {
        self.message = message
        self.fix = fix
    }
}

/// A value that the file gives, or that a template gives once the matrix cell is known.
///
/// Only what is fixed before the run may stand in such a template, so the planner settles all of them.
package enum Setting<Value: SettingValue>: Sendable, Hashable {
    /// Written out in the file.
    case fixed(Located<Value>)
    /// Written with `${{ }}`.
    case template(Placed<Template>)
}

/// Yes or no, or a template that says which during the run.
package enum Switch: Sendable, Hashable {
    /// Written out in the file, or left out.
    case fixed(Bool)
    /// Written with `${{ }}`; its value must be `true` or `false`.
    case template(Placed<Template>)
}
