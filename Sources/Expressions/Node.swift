/// One node of an expression's tree; children are named by their places in the tree's list of nodes.
///
/// A flat list, since freeing a chain of thousands of linked nodes would recurse as deep as the chain.
struct Node: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case literal(Value)
        /// A context by its name in lower case.
        case context(String)
        /// The `*` of `labels.*` or `labels[*]`; only ever the key of an index.
        case wildcard
        case index(of: Int, by: Int)
        case not(Int)
        case comparison(Comparison, Int, Int)
        /// Two operands or more: `a && b && c` is one node.
        case logic(Logic, [Int])
        /// A function by its name in lower case.
        case call(String, [Int])
    }

    var kind: Kind
    /// Scalars from the start of the expression.
    let offset: Int
    /// How many nodes the longest way down has, this one included.
    var depth: Int
}
