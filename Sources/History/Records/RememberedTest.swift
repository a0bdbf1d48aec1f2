package import Reports

/// A test as people know it: its short id and its names.
package struct RememberedTest: Sendable, Hashable {
    /// `t:3fa9c10b27de`.
    package var id: String
    /// The job, and the step where it has a name.
    package var scope: String
    /// The names of the suites, outermost first.
    package var suite: [String]
    /// The class, module or file that holds it; may be empty.
    package var classname: String
    /// Its own name with its parameters.
    package var name: String
    /// The source file; empty where reports do not say.
    package var file: String

    /// Stands between the names of suites in the database; no report's name has it.
    static let separator = "\u{1F}"

    /// The name of an identity.
    package init(_ identity: TestIdentity) {
        id = identity.id
        scope = identity.scope
        suite = identity.suite
        classname = identity.classname
        name = identity.name
        file = identity.file
    }

    /// A name by its columns.
    init(
        id: String,
        scope: String,
        suite: String,
        classname: String,
        name: String,
        file: String
    ) {
        self.id = id
        self.scope = scope
        self.suite = suite.split(separator: Self.separator).map(String.init)
        self.classname = classname
        self.name = name
        self.file = file
    }

    /// The names that tell it apart for a person: suites, class and own name, each once.
    package var text: String {
        var told: [String] = []
        for part in suite + [classname, name] where !part.isEmpty {
            if told.last == part { continue }
            // A class that spells out its suites makes them superfluous.
            if part == classname, let last = told.last, part.hasPrefix(last) { told.removeLast() }
            told.append(part)
        }
        return told.joined(separator: " > ")
    }
}
