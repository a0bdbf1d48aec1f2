/// A number for each kind of element; every tag asks for one, so there is nothing to hash.
struct ElementCounts {
    private var counts = Array(repeating: 0, count: JUnitElement.allCases.count)

    subscript(_ element: JUnitElement) -> Int {
        get { counts[element.rawValue] }
        set { counts[element.rawValue] = newValue }
    }
}
