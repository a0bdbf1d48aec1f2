import FoundationEssentials
import Reports
import Testing

/// Every real file, cut again and again.
@Suite struct `A file that is cut` {
    /// How much of a file is read at the most, all its cuts together, in bytes; `CUVETTE_EVERY_CUT=1`
    /// cuts each file at every 97th byte, which takes a quarter of an hour without optimization.
    private static let bytesMax =
        ProcessInfo.processInfo.environment["CUVETTE_EVERY_CUT"] == nil ? 600_000 : Int.max

    /// Where a file is cut: at every 97th byte, of a large file at fewer; and not at all.
    private static func lengths(_ count: Int) -> [Int] {
        let cuts = count / 97 + 1
        let affordable = max(1, min(cuts, bytesMax / max(1, count / 2)))
        return Array(stride(from: 0, to: count, by: 97 * (cuts / affordable))) + [count]
    }

    @Test(
        .enabled(if: !RealReports.all.isEmpty, RealReports.absence),
        arguments: RealReports.all.filter { $0.role != "schema" }
    )
    func `gives more the longer it is, or says where it ends`(_ entry: RealReports.Entry) throws {
        let bytes = try RealReports.bytes(of: entry)
        var recovered = 0
        for length in Self.lengths(bytes.count) {
            let content = ReportReader().read(Array(bytes[..<length]), file: entry.path)
            let tests = content.tests
            #expect(tests.totals.tests >= recovered, "cut behind \(length) bytes")
            recovered = tests.totals.tests
            #expect(tests.integrity != .unreadable || recovered == 0)
            // A place is a line and a column; both are counted from 1.
            let isTold = tests.warnings.contains { $0.line >= 1 && $0.column >= 1 }
            #expect(content.isRecovered || isTold, "cut behind \(length) bytes")
        }
    }

    @Test(arguments: [
        ("ok 1 - a\nok 2 - b\n1..2\n", "a plan behind its points"),
        ("1..3\nok 1\nok 2\nok 3\n", "a plan before its points"),
        ("ok 1\nok 2\nok 12\n1..12", "a plan that is half a number where it is cut"),
        ("ok 1 - a\n    not ok 1 - in it\nok 2 - b # TODO later\n1..2\n", "a directive"),
        ("pragma +strict\nok 1\n# a comment\n1..1\n", "strictness"),
        (
            "TAP version 13\n1..12\nok 1 - a\nnot ok 2 - b\n  ---\n  at: x\n  ...\nok 3\n",
            "a plan before"
        ),
    ])
    func `loses no point of TAP, wherever it is cut`(_ text: String, _ point: String) {
        let bytes = Array(text.utf8)
        var recovered = 0
        for length in 0...bytes.count {
            let report = ReportReader().read(Array(bytes[..<length]), file: "x").tests
            #expect(report.totals.tests >= recovered, "\(point), cut behind \(length) bytes")
            recovered = report.totals.tests
        }
    }

    @Test func `in TAP has not passed without its plan`() {
        func read(_ text: String) -> TestReport {
            ReportReader().read(Array(text.utf8), file: "x").tests
        }
        let unplanned = read("ok 1\nok 2\n")
        #expect(unplanned.integrity == .incomplete && unplanned.totals.passed == 2)
        #expect(unplanned.warnings.map(\.line) == [3])
        // One case stands for the points that were announced and are missing.
        let short = read("1..5\nok 1\nok 2\n")
        #expect(
            short.integrity == .incomplete && short.totals.tests == 3 && short.totals.errors == 1
        )
        let behind = read("ok 1\nok 2\n1..5\n")
        #expect(behind.integrity == .incomplete && behind.totals.tests == 2)
        // More of a stream does not take back what was one too many.
        let tooMany = read("1..1\nok 1\nok 2\n")
        #expect(tooMany.integrity == .whole && tooMany.totals.errors == 1)
    }
}
