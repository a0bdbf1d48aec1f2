package import Diagnostics

/// Something read from a text of the user's, which knows where each letter of it was written.
///
/// Two of them are the same only when they stand at the same place.
@dynamicMemberLookup
package struct Placed<Value> {
    /// What was read.
    package var value: Value
    /// Where its text stands.
    package var map: SourceMap

    /// Something read from the text at a place.
    package init(_ value: Value, at map: SourceMap) {
        self.value = value
        self.map = map
    }

    /// The whole of its text in the file.
    package var range: SourceRange { map.range }

    /// Reads a property of what was read.
    package subscript<Property>(dynamicMember path: KeyPath<Value, Property>) -> Property {
        value[keyPath: path]
    }
}

extension Placed: Sendable where Value: Sendable {}
extension Placed: Equatable where Value: Equatable {}
extension Placed: Hashable where Value: Hashable {}
