/// The elements that mean something in a JUnit report, by local name; all others are passed over.
enum JUnitElement: Int, CaseIterable {
    case testsuites, testsuite, testcase
    case failure, error, skipped, disabled
    case rerunFailure, rerunError, flakyFailure, flakyError, stackTrace
    case output, errorOutput
    case properties, property

    /// The local name of the element.
    var name: String {
        switch self {
        case .testsuites: "testsuites"
        case .testsuite: "testsuite"
        case .testcase: "testcase"
        case .failure: "failure"
        case .error: "error"
        case .skipped: "skipped"
        case .disabled: "disabled"
        case .rerunFailure: "rerunFailure"
        case .rerunError: "rerunError"
        case .flakyFailure: "flakyFailure"
        case .flakyError: "flakyError"
        case .stackTrace: "stackTrace"
        case .output: "system-out"
        case .errorOutput: "system-err"
        case .properties: "properties"
        case .property: "property"
        }
    }

    private static let named = allCases.map { (name: $0.name, element: $0) }

    /// The element with a name that may have a namespace prefix.
    init?(name: Range<Int>, in bytes: [UInt8]) {
        guard let word = JUnitElement.localName(name, in: bytes) else { return nil }
        for known in Self.named where known.name == word {
            self = known.element
            return
        }
        return nil
    }

    /// A name without its prefix; nil where it is longer than any that means something.
    static func localName(_ name: Range<Int>, in bytes: [UInt8]) -> String? {
        var start = name.lowerBound
        for index in name.prefix(64) where bytes[index] == 0x3A {
            start = index + 1
        }
        // 15 bytes of UTF-8 fit into a String without an allocation, and no name here is longer.
        guard name.upperBound - start <= 15 else { return nil }
        return String(decoding: bytes[start..<name.upperBound], as: UTF8.self)
    }

    /// Which kind of problem the element tells of.
    var problemKind: TestProblem.Kind? {
        self == .disabled ? .skipped : TestProblem.Kind(rawValue: name)
    }

    /// Whether it may hold others of its kind, to any depth.
    var isContainer: Bool {
        self == .testsuites || self == .testsuite || self == .testcase
    }

    /// Whether its text means something.
    var holdsText: Bool {
        !isContainer && self != .properties
    }

    /// Whether the element means what it says inside another, or, nil, at the top of the file.
    ///
    /// Elsewhere its tag is text that somebody printed without escaping it, such as `<error>` in a
    /// program's output.
    func isStructure(in parent: JUnitElement?) -> Bool {
        switch self {
        case .testsuites, .testsuite, .testcase:
            true
        case .failure, .error, .skipped, .disabled, .rerunFailure, .rerunError, .flakyFailure,
            .flakyError, .properties:
            parent?.isContainer == true
        case .output, .errorOutput:
            parent?.isContainer == true || parent?.problemKind != nil
        case .stackTrace:
            parent?.problemKind != nil
        case .property:
            parent?.isContainer == true || parent == .properties
        }
    }
}
