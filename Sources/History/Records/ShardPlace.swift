/// Which of how many equal parts of a job.
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
}
