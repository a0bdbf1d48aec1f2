/// Whether the reports of all shards of a test run are there.
///
/// A shard is known by the property `shard`, or one that ends in `.shard`, of a suite, with the value
/// `2/4`; else by a file name that holds `2-of-4`.
package struct ShardCheck: Sendable {
    private let present: Set<Int>
    private let total: Int?
    private let files: Int

    /// The reports of some files.
    ///
    /// - Parameters:
    ///   - reports: One for each file.
    ///   - expected: How many shards there should be; nil to believe the reports.
    package init(_ reports: [TestReport], expected: Int? = nil) {
        let known = reports.compactMap(Self.shard)
        present = Set(known.map(\.index))
        total = expected ?? known.map(\.total).max()
        // A file that says nothing of shards counts as one, where a number is asked for.
        files = Set(reports.flatMap(\.files)).count
    }

    /// What is missing, in one sentence; nil for nothing.
    package var problem: String? {
        guard let total else { return nil }
        if present.isEmpty {
            return files < total ? "expected \(total.counted("shard")), got \(files)" : nil
        }
        let missing = (1...max(1, total)).filter { !present.contains($0) }
        guard !missing.isEmpty else { return nil }
        let told = missing.prefix(20).map { "\($0)" }.joined(separator: ", ")
        let noun = missing.count == 1 ? "shard" : "shards"
        let counts = "expected \(total.counted("shard")), got \(total - missing.count)"
        return "\(counts): \(noun) \(told) missing"
    }

    /// The suite that tells of missing shards as a test that failed.
    package func suite(_ problem: String) -> TestSuite {
        var suite = TestSuite(path: SuitePath(["cuvette.shards"]))
        var details = TestCaseDetails()
        details.problems = [TestProblem(.error, type: "shard", message: problem)]
        suite.cases = [
            TestCase(
                suite: suite.path,
                classname: "cuvette",
                name: "all shards",
                outcome: .error,
                details: details
            )
        ]
        return suite
    }

    private static func shard(_ report: TestReport) -> (index: Int, total: Int)? {
        for property in report.suites.flatMap(\.properties)
        where property.name == "shard" || property.name.hasSuffix(".shard") {
            if let shard = parts(property.value, separator: "/") { return shard }
        }
        return report.files.lazy.compactMap { parts($0, separator: "-of-") }.first
    }

    /// The numbers on both sides of a separator.
    private static func parts(_ text: String, separator: String) -> (index: Int, total: Int)? {
        for place in text.ranges(of: separator) {
            let before = text[..<place.lowerBound].reversed().prefix { $0.isASCII && $0.isNumber }
            let behind = text[place.upperBound...].prefix { $0.isASCII && $0.isNumber }
            guard let index = Int(String(before.reversed())), let total = Int(behind),
                (1...10_000).contains(total), (1...total).contains(index)
            else { continue }
            return (index, total)
        }
        return nil
    }
}
