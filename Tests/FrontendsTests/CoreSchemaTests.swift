import Expressions
import Testing

@testable import Frontends

@Suite struct `A plain scalar` {
    @Test(
        arguments: [
            ("0", 0), ("-12", -12), ("+7", 7), ("017", 17), ("0o17", 15), ("0x1F", 31),
            ("1e3", 1000),
            ("1.5E-2", 0.015), (".5", 0.5), ("3.", 3), ("-.5e+1", -5), (".inf", .infinity),
            ("-.INF", -.infinity), ("3.10", 3.1),
        ] as [(String, Double)]
    )
    func `is a number where YAML 1_2 says so`(text: String, number: Double) {
        #expect(CoreSchema.value(ofPlain: text) == .number(number))
    }

    @Test(arguments: [
        "on", "off", "yes", "no", "On", "y", "n", "1_000", "12:30:45", "0b101", "2024-01-01", "0x",
        "0o8", "0xG", "-0x1", "+0o7", "1e", "e1", ".", "-", "+", "..5", "1.2.3", "inf", "nan",
        "- 1",
        "tRue", "nUll", "1 ", "=", "<<", ".Inff", "١",
    ])
    func `is a text where only YAML 1_1 or nobody says otherwise`(text: String) {
        #expect(CoreSchema.value(ofPlain: text) == .string(text))
    }

    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func `is null`(text: String) {
        #expect(CoreSchema.value(ofPlain: text) == .null)
    }

    @Test(arguments: [
        ("true", true), ("True", true), ("TRUE", true), ("false", false), ("FALSE", false),
    ])
    func `is a boolean`(text: String, flag: Bool) {
        #expect(CoreSchema.value(ofPlain: text) == .boolean(flag))
    }

    @Test func `is not a number`() {
        guard case .number(let number) = CoreSchema.value(ofPlain: ".NaN") else {
            Issue.record("expected a number")
            return
        }
        #expect(number.isNaN)
    }
}
