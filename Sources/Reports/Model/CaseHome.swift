/// Where cases stand: what neighbours in a report have in common.
final class CaseHome: Sendable {
    /// The suites.
    let suite: SuitePath
    /// The class, module or file that holds the test; empty where the report does not say.
    let classname: HeldText
    /// The source file as the report names it.
    let file: HeldText?

    /// Of cases of which nothing is known.
    static let unknown = CaseHome(SuitePath(), HeldText.empty, nil)

    /// A home from its parts.
    init(_ suite: SuitePath, _ classname: HeldText, _ file: HeldText?) {
        self.suite = suite
        self.classname = classname
        self.file = file
    }
}

extension CaseHome: Hashable {
    /// Homes are equal when their parts are.
    static func == (left: CaseHome, right: CaseHome) -> Bool {
        left === right
            || left.classname == right.classname && left.file == right.file
                && left.suite == right.suite
    }

    /// Feeds the parts.
    func hash(into hasher: inout Hasher) {
        hasher.combine(suite)
        hasher.combine(classname)
        hasher.combine(file)
    }
}
