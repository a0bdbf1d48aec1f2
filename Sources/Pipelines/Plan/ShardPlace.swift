package import Expressions

/// Which of how many equal parts of a job's tests.
package struct ShardPlace: Sendable, Hashable {
    /// Counted from 1.
    package var index: Int
    /// How many there are.
    package var total: Int

    /// A place; the index is between 1 and the total.
    package init(index: Int, total: Int) {
        self.index = index
        self.total = total
    }

    /// For a person: `2/4`.
    package var text: String { "\(index)/\(total)" }

    /// What expressions see as `shard`.
    package var context: Object {
        Object([("index", .number(Double(index))), ("total", .number(Double(total)))])
    }
}
