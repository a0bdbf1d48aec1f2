extension TestReport {
    /// The report with a class name for every case, and a number behind every name that its class
    /// has already.
    func withUniqueNames() -> TestReport {
        var report = withClassnames()
        let hashes = report.cases.map { NameKey($0).shortHash }.sorted()
        let repeated = Set(zip(hashes, hashes.dropFirst()).lazy.filter { $0 == $1 }.map(\.0))
        guard !repeated.isEmpty else { return report }
        var counts: [NameKey: Int] = [:]
        for suite in report.suites.indices {
            for place in report.suites[suite].cases.indices {
                let key = NameKey(report.suites[suite].cases[place])
                guard repeated.contains(key.shortHash) else { continue }
                let count = counts[key, default: 0] + 1
                counts[key] = count
                if count > 1 { report.suites[suite].cases[place].name += " (\(count))" }
            }
        }
        return report
    }

    private func withClassnames() -> TestReport {
        var report = self
        for suite in report.suites.indices {
            let path = report.suites[suite].path.names.joined(separator: " / ")
            for place in report.suites[suite].cases.indices
            where report.suites[suite].cases[place].home.classname.count == 0 {
                report.suites[suite].cases[place].classname = path.isEmpty ? "tests" : path
            }
        }
        return report
    }
}

/// What GitLab tells tests apart by.
private struct NameKey: Hashable {
    let classname: HeldText
    let name: HeldText

    init(_ testCase: TestCase) {
        classname = testCase.home.classname
        name = testCase.heldName
    }

    /// A hash that takes little room; of all keys only those whose hashes repeat are counted.
    var shortHash: UInt32 { UInt32(truncatingIfNeeded: hashValue) }
}
