/// A start tag of a report: its element and the attributes that mean something.
struct JUnitTag {
    /// The element it begins.
    var element: JUnitElement
    /// Where its `<` stands.
    var offset: Int
    /// Where attributes stand that came before with the same name.
    private(set) var repeated: [Int] = []
    private var values: [(name: JUnitAttribute, range: Range<Int>)] = []

    /// A tag with the known ones of its attributes; of several with one name the first.
    ///
    /// - Parameters:
    ///   - element: The element it begins.
    ///   - offset: Where its `<` stands.
    ///   - attributes: All its attributes.
    ///   - bytes: The document.
    init(
        _ element: JUnitElement,
        at offset: Int,
        attributes: [XMLAttribute] = [],
        in bytes: [UInt8]
    ) {
        self.element = element
        self.offset = offset
        values.reserveCapacity(attributes.count)
        for attribute in attributes {
            guard let name = JUnitAttribute(name: attribute.name, in: bytes) else { continue }
            if self[name] == nil {
                values.append((name, attribute.value))
            } else {
                repeated.append(attribute.name.lowerBound)
            }
        }
    }

    /// The raw value of an attribute.
    subscript(_ name: JUnitAttribute) -> Range<Int>? {
        for value in values where value.name == name {
            return value.range
        }
        return nil
    }

    /// The raw value of the first of some attributes that the tag has.
    subscript(_ names: JUnitAttribute...) -> Range<Int>? {
        for name in names {
            if let range = self[name] { return range }
        }
        return nil
    }
}
