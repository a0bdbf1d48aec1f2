/// The attributes that mean something in a JUnit report.
enum JUnitAttribute: String, CaseIterable {
    case name
    case classname
    case `class`
    case file
    case filepath
    case line
    case lineno
    case time
    case duration
    case timestamp
    case hostname
    case tests
    case failures
    case errors
    case skipped
    case skips
    case skip
    case status
    case result
    case type
    case message
    case value

    // What is asked for most stands first: `init(rawValue:)` would hash each name, three a case.
    private static let named = allCases.map { (name: $0.rawValue, attribute: $0) }

    /// The attribute with a name that may have a namespace prefix.
    init?(name: Range<Int>, in bytes: [UInt8]) {
        guard let word = JUnitElement.localName(name, in: bytes) else { return nil }
        for known in Self.named where known.name == word {
            self = known.attribute
            return
        }
        return nil
    }
}
