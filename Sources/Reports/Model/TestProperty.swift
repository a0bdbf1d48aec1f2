/// A name and a value that a report attaches to a suite or a case; one name may come several times.
package struct TestProperty: Sendable, Hashable {
    /// What the property is called.
    package var name: String
    /// What it says.
    package var value: String

    /// A property from its two halves.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
