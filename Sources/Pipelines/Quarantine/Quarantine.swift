/// The tests of a repository whose failures do not fail a run for now.
///
/// The list is a file of the repository, so that who adds to it is reviewed like any other change.
package struct Quarantine: Sendable, Hashable {
    /// The file, relative to the repository's root.
    package static let path = ".cuvette/quarantine.yml"

    /// In the order of the file.
    package var tests: [QuarantinedTest]

    /// A list; empty unless told otherwise.
    package init(_ tests: [QuarantinedTest] = []) {
        self.tests = tests
    }

    /// The entry that holds a test, expired or not: one that has not expired before others.
    ///
    /// - Parameters:
    ///   - id: The test's short id.
    ///   - classname: The class, module or file that holds it.
    ///   - name: Its own name.
    ///   - day: Today.
    /// - Returns: The entry, and whether the test's failures do not count today; nil where no entry means the test.
    package func entry(
        of id: String,
        classname: String,
        name: String,
        on day: CalendarDay
    ) -> (entry: QuarantinedTest, isInForce: Bool)? {
        let found = tests.filter { $0.matches(id: id, classname: classname, name: name) }
        if let entry = found.first(where: { day <= $0.expires }) { return (entry, true) }
        return found.first.map { ($0, false) }
    }
}
