import Reports
import Testing

@Suite struct `A timestamp` {
    @Test(
        arguments: [
            ("2024-01-03T12:27:11", "2024-01-03T12:27:11"),
            ("2024-01-03T12:27:44Z", "2024-01-03T12:27:44Z"),
            ("2024-01-03T12:27:15+01:00", "2024-01-03T11:27:15Z"),
            ("2024-01-03T12:27:15+0530", "2024-01-03T06:57:15Z"),
            ("2024-01-03T12:27:11.21-01:00", "2024-01-03T13:27:11Z"),
            ("2024-01-03 12:27:54", "2024-01-03T12:27:54"),
            ("2024-01-03T 12:40:13", "2024-01-03T12:40:13"),
            ("2024-01-03 12:27:54 Z", "2024-01-03T12:27:54Z"),
            ("2024-12-31T23:30:00-1:00", "2025-01-01T00:30:00Z"),
            ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
            ("2024-01-03T12:27:11.123456789Z", "2024-01-03T12:27:11Z"),
            ("1704284831", "2024-01-03T12:27:11Z"),
            ("1704284831500", "2024-01-03T12:27:11Z"),
        ]
    )
    func `is read in many spellings`(_ written: String, _ meant: String) throws {
        #expect(try #require(ReportTimestamp(parsing: written)).description == meant)
    }

    @Test(
        arguments: [
            "", "2024-01-03", "Wed Jan  3 12:27:54 2024", "2024-13-03T12:27:11",
            "2024-01-03T25:00:00",
            "2024-01-03T12:27:11+99:00", "2024-01-03T12:27:11 CET", "12:27:11", "17042848310",
            "now",
            "2024-01-03T12:27", "2024-01-03T12:27:11Zulu",
        ]
    )
    func `is unknown where it cannot be read`(_ written: String) {
        #expect(ReportTimestamp(parsing: written) == nil)
    }

    @Test func `keeps fractions and orders by them`() throws {
        let early = try #require(ReportTimestamp(parsing: "2024-01-03T12:27:11.21Z"))
        let late = try #require(ReportTimestamp(parsing: "2024-01-03T12:27:11.3Z"))
        #expect(early.nanoseconds == 210_000_000)
        #expect(early < late)
        #expect(early.seconds == 1_704_284_831)
    }
}
