import Testing

@testable import Expressions

@Suite struct `A value` {
    @Test(
        arguments: [
            (nil, "Null", false, ""), (true, "Boolean", true, "true"),
            (false, "Boolean", false, "false"),
            (0, "Number", false, "0"), (-0.0, "Number", false, "0"),
            (.number(.nan), "Number", false, "NaN"),
            (.number(-.infinity), "Number", true, "-Infinity"), ("", "String", false, ""),
            ("0", "String", true, "0"), ("false", "String", true, "false"),
            ([], "Array", true, "Array"),
            ([:], "Object", true, "Object"),
        ] as [(Value, String, Bool, String)]
    )
    func `knows its kind, its truth and its text`(
        value: Value,
        kind: String,
        isTruthy: Bool,
        text: String
    ) {
        #expect(value.kindName == kind)
        #expect(value.isTruthy == isTruthy)
        #expect(value.text == text)
    }

    @Test(
        arguments: [
            (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (0.1 + 0.2, "0.3"),
            (1.0 / 3, "0.333333333333333"),
            (2.0 / 3, "0.666666666666667"), (123_456_789_012_345, "123456789012345"),
            (1e14, "100000000000000"),
            (1e15, "1E+15"), (1_234_567_890_123_456, "1.23456789012346E+15"), (1.5e300, "1.5E+300"),
            (0.0001, "0.0001"), (0.00012345, "0.00012345"), (0.00001, "1E-05"),
            (-2.5e-7, "-2.5E-07"),
            (.leastNonzeroMagnitude, "4.94065645841247E-324"), (9_999_999_999_999_998, "1E+16"),
            (120, "120"),
        ] as [(Double, String)]
    )
    func `writes a number with fifteen digits`(number: Double, text: String) {
        #expect(number.expressionText == text)
    }

    @Test(
        arguments: [
            ("", 0), ("  ", 0), (" 12 ", 12), ("\u{A0}7\n", 7), ("+1.5", 1.5), ("-.5", -0.5),
            ("5.", 5),
            ("1e3", 1000), ("1E-2", 0.01), ("0xff", 255), ("0x0000000001", 1),
            ("0x7FFFFFFF", 2_147_483_647),
            ("0xFFFFFFFF", -1), ("0o17", 15), ("0o37777777777", -1), ("Infinity", .infinity),
            ("-Infinity", -.infinity), ("1e999", .infinity), ("1e-999", 0),
            ("00012", 12),
        ] as [(String, Double)]
    )
    func `reads a number as text is coerced`(text: String, number: Double) {
        #expect(Double(expressionText: text) == number)
    }

    @Test(arguments: [
        "abc", "1 2", "1_000", "0x", "0xg", "-0xff", "0XFF", "0o", "0o8", "0O7", "0b1",
        "0x1ffffffff", "e3",
        ".", "+", "1e", "1e+", "nan", "NaN", "inf", "infinity", "INFINITY", "0x1p3", "1.2.3", "--1",
        "٣",
        "0x+1", "1f",
    ])
    func `gives no number of other text`(text: String) {
        #expect(Double(expressionText: text).isNaN)
    }
}

@Suite struct `An object` {
    @Test func `finds a key without regard to case and keeps its first spelling`() {
        var object: Object = ["Name": 1, "b": 2]
        object["NAME"] = 3
        #expect(object["name"] == 3)
        #expect(object.keys == ["Name", "b"])
        #expect(object.values == [3, 2])
    }

    @Test func `may tell keys by case, as env does on Linux`() {
        let object = Object([("PATH", "/bin"), ("path", "x")], matchingKeys: .exactly)
        #expect(object["PATH"] == "/bin")
        #expect(object["path"] == "x")
        #expect(object["Path"] == nil)
    }

    @Test func `loses a key that is set to nil`() {
        var object: Object = ["a": 1, "b": 2, "c": 3]
        object["B"] = nil
        #expect(object.keys == ["a", "c"])
        #expect(object["c"] == 3)
        #expect(object.count == 2)
    }

    @Test func `is equal to another with the same entries in the same order`() {
        #expect(["a": 1, "b": 2] as Object == ["a": 1, "b": 2])
        #expect(["a": 1, "b": 2] as Object != ["b": 2, "a": 1])
    }
}

@Suite struct `Text compared ignoring case` {
    @Test(arguments: [
        ("abc", "ABC"), ("ς", "Σ"), ("ü", "Ü"), ("ÿ", "Ÿ"), ("ᾳ", "ᾼ"), ("ǆ", "Ǆ"), ("𐐨", "𐐀"),
        ("µ", "Μ"),
    ])
    func `is equal for one letter in two cases`(left: String, right: String) {
        #expect(OrdinalText(left) == OrdinalText(right))
    }

    @Test(arguments: [
        ("ı", "I"), ("i", "İ"), ("ſ", "S"), ("ß", "SS"), ("\u{212A}", "k"), ("é", "e\u{301}"),
        ("ﬁ", "FI"),
    ])
    func `differs where no single letter is the uppercase form`(left: String, right: String) {
        #expect(OrdinalText(left) != OrdinalText(right))
    }

    @Test func `is ordered by UTF-16 code units`() {
        #expect(OrdinalText("a") < OrdinalText("B"))
        #expect(OrdinalText("😊") < OrdinalText("\u{FFFD}"))
        #expect(OrdinalText("\u{D7FF}") < OrdinalText("😊"))
        #expect(OrdinalText("_") > OrdinalText("a"))
        #expect(OrdinalText("ab") < OrdinalText("abc"))
    }

    @Test func `finds a part anywhere`() {
        #expect(OrdinalText("aabaabaaab").contains(OrdinalText("AABAAA")))
        #expect(!OrdinalText("aabaabaab").contains(OrdinalText("aaaa")))
        #expect(OrdinalText("x").contains(OrdinalText("")))
        #expect(!OrdinalText("").contains(OrdinalText("x")))
    }
}
