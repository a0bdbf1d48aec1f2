/// Which array or object a value is: where it was made, and the way down from there.
///
/// GitHub compares arrays and objects by reference. Values have no reference, but within one evaluation the
/// same way leads to the same array and two ways to two.
struct Identity: Sendable, Hashable {
    enum Root: Sendable, Hashable {
        /// A context, by name.
        case context(String)
        /// What a node of the tree made anew.
        case node(Int)
    }

    enum Step: Sendable, Hashable {
        case item(Int)
        /// The place of an object's entry.
        case entry(Int)
    }

    private let root: Root
    private var steps: [Step] = []

    init(_ root: Root) {
        self.root = root
    }

    func followed(by step: Step) -> Identity {
        var longer = self
        longer.steps.append(step)
        return longer
    }
}
