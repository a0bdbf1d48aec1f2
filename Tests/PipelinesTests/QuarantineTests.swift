import Diagnostics
import Testing

@testable import Pipelines

@Suite struct `A quarantine` {
    private func entry(_ test: String, until day: String = "2026-06-30") throws -> QuarantinedTest {
        QuarantinedTest(
            test: Located(test, at: somewhere),
            owner: "ada",
            reason: "flaky",
            expires: try #require(CalendarDay(day))
        )
    }

    @Test(arguments: [
        ("t:3fa9c1", true), ("t:3fa9c10b27de", true), ("t:3fa9c2", false),
        ("Parser.reads", true), ("Parser.read", false), ("Parser.*", true), ("*.reads", true),
        ("*ads", true), ("P*r.r*s", true), ("P*x*s", false), ("reads", false), ("*", true),
        ("Parser.reads*reads", false),
    ]) func `knows tests by id, name and pattern`(pattern: String, isMeant: Bool) throws {
        let entry = try entry(pattern)
        #expect(entry.matches(id: "t:3fa9c10b27de", classname: "Parser", name: "reads") == isMeant)
    }

    @Test func `holds a test up to its last day`() throws {
        let quarantine = Quarantine([try entry("A.b", until: "2026-06-30")])
        func isInForce(_ day: String) throws -> Bool? {
            let day = try #require(CalendarDay(day))
            return quarantine.entry(of: "t:1", classname: "A", name: "b", on: day)?.isInForce
        }
        #expect(try isInForce("2026-06-30") == true)
        #expect(try isInForce("2026-07-01") == false)
        #expect(
            quarantine.entry(of: "t:1", classname: "A", name: "c", on: .init(seconds: 0)) == nil
        )
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-02", 1), ("2000-02-29", 11_016), ("2024-12-31", 20_088),
        ("1969-12-31", -1),
    ]) func `counts days`(text: String, days: Int64) {
        #expect(CalendarDay(text) == CalendarDay(seconds: days * 86_400 + 1))
        #expect(CalendarDay(seconds: days * 86_400).description == text)
    }

    @Test(arguments: [
        "2026-02-30", "2026-13-01", "2026-1-1", "soon", "2026-00-10", "2025-02-29", "",
    ])
    func `takes no day that there is not`(text: String) {
        #expect(CalendarDay(text) == nil)
    }
}
