/// What tells the tests of one suite apart.
struct CaseKey: Hashable {
    private let classname: String
    private let name: String
    private let file: String?

    init(_ testCase: TestCase) {
        classname = testCase.classname
        name = testCase.name
        file = testCase.details.file
    }
}
