import GRDB

extension RememberedTest {
    /// The name of a test by the columns of its table.
    init(_ row: Row) {
        self.init(
            id: row["short"],
            scope: row["scope"],
            suite: row["suite"],
            classname: row["classname"],
            name: row["name"],
            file: row["file"]
        )
    }
}

extension CauseName {
    /// The cause of a result; nil where it has none.
    init?(_ row: Row) {
        guard let id = row["cause"] as String? else { return nil }
        self.init(id: id, type: row["type"], message: row["message"], place: row["place"])
    }
}
