extension TestReport {
    /// The report with a class name for every case, and a number behind every name that its class
    /// has already.
    func withUniqueNames() -> TestReport {
        var report = self
        var counts: [[String]: Int] = [:]
        for suite in report.suites.indices {
            let path = report.suites[suite].path.names.joined(separator: " / ")
            for place in report.suites[suite].cases.indices {
                var testCase = report.suites[suite].cases[place]
                if testCase.classname.isEmpty { testCase.classname = path.isEmpty ? "tests" : path }
                let key = [testCase.classname, testCase.name]
                let count = counts[key, default: 0] + 1
                counts[key] = count
                if count > 1 { testCase.name += " (\(count))" }
                report.suites[suite].cases[place] = testCase
            }
        }
        return report
    }
}
