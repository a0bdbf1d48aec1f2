/// Tells tests of one suite, class and name apart.
///
/// The tools of .NET tell only the last attempt at a test, but give the cases of a table one name
/// where its values are long or of a type that says nothing of itself. Joined as attempts at one
/// test, a failure of one of them could hide behind the pass of another.
struct Namesakes {
    /// How many tests there are for the hash of a name, and what number one with an id has.
    private var counts: [Int: Int] = [:]
    private var numbers: [Int: Int] = [:]

    /// Numbers a test, from the second of its name on.
    ///
    /// Whatever has the same `id` is the same test; where there is none, each is its own.
    mutating func number(_ test: inout ForeignCase, in suite: SuitePath, id: String? = nil) {
        var hasher = Hasher()
        hasher.combine(suite)
        hasher.combine(test.classname)
        hasher.combine(test.name)
        var longer = hasher
        let name = hasher.finalize()
        let own = id.map { id in
            longer.combine(id)
            return longer.finalize()
        }
        let number: Int
        if let own, let known = numbers[own] {
            number = known
        } else {
            number = counts[name, default: 0] + 1
            counts[name] = number
            if let own { numbers[own] = number }
        }
        if number > 1 { test.name += " [\(number)]" }
    }
}
