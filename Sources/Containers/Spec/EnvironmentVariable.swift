/// A name and its value, as execve(2) hands them over.
package struct EnvironmentVariable: Sendable, Hashable {
    /// Not empty, without `=`.
    package var name: String
    /// Anything but NUL.
    package var value: String

    /// A variable.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// `NAME=value` strings; a later variable of the same name has replaced the earlier one.
    package static func strings(_ variables: [EnvironmentVariable]) -> [String] {
        var order: [String] = []
        var values: [String: String] = [:]
        for variable in variables {
            if values.updateValue(variable.value, forKey: variable.name) == nil {
                order.append(variable.name)
            }
        }
        return order.map { "\($0)=\(values[$0] ?? "")" }
    }
}
