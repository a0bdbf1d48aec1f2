/// What tells the tests of one suite apart.
struct CaseKey: Hashable {
    private let classname: HeldText
    private let name: HeldText
    private let file: HeldText?

    /// A hash that takes little room.
    var shortHash: UInt32 { UInt32(truncatingIfNeeded: hashValue) }

    init(_ testCase: TestCase) {
        classname = testCase.home.classname
        name = testCase.heldName
        file = testCase.home.file
    }
}
