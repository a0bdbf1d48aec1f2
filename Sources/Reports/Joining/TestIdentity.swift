/// What makes a test the same test from run to run: where it runs, its suites, class, name and
/// file.
///
/// What changes with every run is taken out of suite names, see `VolatileText`; the names of
/// classes and tests count as they are, their parameters included. A matrix cell is no part of the
/// identity.
package struct TestIdentity: Sendable, Hashable {
    /// The job and step that made the report, or whatever else keeps equal names apart; may be
    /// empty.
    package var scope: String
    /// The names of the suites, outermost first, without what changes from run to run.
    package var suite: [String]
    /// The class, module or file that holds the test.
    package var classname: String
    /// The name with its parameters.
    package var name: String
    /// The source file; empty where the report does not say.
    package var file: String

    /// The identity of a case of a report.
    ///
    /// - Parameters:
    ///   - testCase: The case.
    ///   - scope: The job and step that made the report.
    package init(of testCase: TestCase, in scope: String = "") {
        self.scope = scope
        suite = testCase.suite.names.map(VolatileText.stable)
        classname = testCase.classname
        name = testCase.name
        file = testCase.details.file ?? ""
    }

    /// A name short enough to type, such as `t:3fa9c10b27de`: the same on every machine and in
    /// every version; any beginning that names only one test will do.
    package var id: String {
        "t:" + ShortHash.text(of: [scope] + suite + [classname, name, file])
    }
}
