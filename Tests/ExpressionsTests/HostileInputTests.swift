import Testing

@testable import Expressions

/// What would overflow a stack or fill the memory, were there no bounds.
@Suite struct `A hostile expression` {
    @Test func `of ten megabytes is refused`() throws {
        let source = String(repeating: "a", count: 10_000_000)
        let error = try #require(throws: ExpressionError.self) { try value(of: source) }
        #expect(error.message == "Exceeded max expression length 21000")
        #expect(error.kind == .lexing)
        let template = "${{ " + source + " }}"
        #expect(throws: TemplateError.self) {
            try Template(parsing: template, knowing: Vocabulary())
        }
    }

    @Test func `may have exactly 21000 UTF-16 units`() throws {
        #expect(try value(of: String(repeating: " ", count: 20_999) + "1") == 1)
        #expect(throws: ExpressionError.self) {
            try value(of: String(repeating: " ", count: 21_000) + "1")
        }
        #expect(throws: ExpressionError.self) {
            try value(of: "'" + String(repeating: "😊", count: 10_500) + "'")
        }
    }

    @Test(arguments: ["(", "[", "!", "format(", "a[", "'a", "-", ".", "&&", "1&&", "a.*."])
    func `repeated endlessly is an error, not an overflow`(part: String) {
        let contexts: [String: Value] = ["a": [:]]
        for count in [100_000, 21_000 / part.count] {
            #expect(throws: ExpressionError.self) {
                try value(of: String(repeating: part, count: count), contexts: contexts)
            }
        }
    }

    @Test func `of ten thousand parentheses gives its value`() throws {
        let source =
            String(repeating: "(", count: 10_000) + "7" + String(repeating: ")", count: 10_000)
        #expect(try value(of: source) == 7)
    }

    @Test func `deeper than fifty nodes is refused`() throws {
        for source in [
            String(repeating: "!", count: 20_000) + "1",
            "a" + String(repeating: ".b", count: 10_000),
            "a" + String(repeating: "[0]", count: 6_000),
            String(repeating: "1==(", count: 4_000) + "1" + String(repeating: ")", count: 4_000),
            String(repeating: "1||(1&&(", count: 2_000) + "1"
                + String(repeating: "))", count: 2_000),
        ] {
            let error = try #require(throws: ExpressionError.self) {
                try value(of: source, contexts: ["a": [:]])
            }
            #expect(error.message == "Exceeded max expression depth 50")
        }
    }

    @Test func `cannot build text without end`() throws {
        let many = String(repeating: "{0}", count: 500)
        let source =
            "format('\(many)', format('\(many)', format('\(many)', format('\(many)', 'x'))))"
        let error = try #require(throws: ExpressionError.self) { try value(of: source) }
        #expect(error.kind == .evaluation)
        #expect(error.message.hasPrefix("The maximum allowed memory size was exceeded"))
    }

    @Test func `cannot join or print text without end`() throws {
        let items = Value.array(
            Array(repeating: .string(String(repeating: "x", count: 1_000)), count: 1_000)
        )
        for source in ["join(a, join(a))", "toJSON(a)"] {
            let tree = try ExpressionTree(parsing: source, knowing: Vocabulary(contexts: ["a"]))
            let scope = Scope(contexts: ["a": items], memoryBytesMax: 1_000_000)
            #expect(throws: ExpressionError.self) { try tree.evaluate(in: scope) }
        }
    }

    @Test func `gives back the memory of what it no longer needs`() throws {
        let big = String(repeating: "x", count: 400_000)
        let one = "contains(format('{0}', a), 'y')"
        let source = "\(one) || \(one) || \(one) || \(one)"
        let tree = try ExpressionTree(parsing: source, knowing: Vocabulary(contexts: ["a"]))
        let scope = Scope(contexts: ["a": .string(big)], memoryBytesMax: 1_000_000)
        #expect(try tree.evaluate(in: scope) == false)
    }

    @Test func `makes no template longer than the bound`() throws {
        let part = "${{ a }}"
        let template = try Template(
            parsing: String(repeating: part, count: 100),
            knowing: Vocabulary(contexts: ["a"])
        )
        let scope = Scope(
            contexts: ["a": .string(String(repeating: "x", count: 1_000))],
            memoryBytesMax: 50_000
        )
        #expect(throws: ExpressionError.self) { try template.text(in: scope) }
    }

    @Test func `searches a bad pair of texts in linear time`() throws {
        let text = String(repeating: "a", count: 1_000_000)
        let wanted = String(repeating: "a", count: 500_000) + "b"
        let contexts: [String: Value] = ["t": .string(text), "w": .string(wanted)]
        #expect(try value(of: "contains(t, w)", contexts: contexts) == false)
    }
}

/// Words of the language in any order, the same on every run.
@Suite struct `A heap of words` {
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            // splitmix64: small, and enough to shuffle words.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private let words = [
        "(", ")", "[", "]", ",", ".", "*", "!", "==", "!=", "<", "<=", ">", ">=", "&&", "||", " ",
        "'a'",
        "''", "1", "-.5", "NaN", "null", "true", "a", "b", "a.b", "a.*", "[*]", "[0]",
        "format('{0}',",
        "contains(", "toJSON(", "fromJSON(", "join(", "case(true,", "'", "{", "}", "${{", "}}", "é",
    ]

    @Test(arguments: 0..<8) func `gives a value or an error with a place in it`(seed: UInt64) throws
    {
        var dice = Dice(state: seed)
        let contexts: [String: Value] = ["a": ["b": [1, [2], "{0}"]], "b": [[], [:], nil]]
        var values = 0
        for _ in 0..<2_000 {
            let count = Int.random(in: 1...9, using: &dice)
            let source = (0..<count).map { _ in words.randomElement(using: &dice) ?? "" }.joined()
            do {
                _ = try value(of: source, contexts: contexts)
                values += 1
            } catch {
                #expect((0...source.unicodeScalars.count).contains(error.offset), "\(source)")
            }
        }
        #expect(values > 0)
    }

    @Test func `in a template gives text or errors with places in it`() throws {
        var dice = Dice(state: 42)
        let vocabulary = Vocabulary(contexts: ["a", "b"])
        for _ in 0..<2_000 {
            let source = (0..<8).map { _ in words.randomElement(using: &dice) ?? "" }.joined()
            let text = "${{" + source + "}} ${{ 'x' }}"
            do {
                _ = try Template(parsing: text, knowing: vocabulary).text(in: Scope())
            } catch let error as TemplateError {
                let length = text.unicodeScalars.count
                #expect(error.errors.allSatisfy { (0...length).contains($0.offset) }, "\(text)")
            } catch {
                #expect(error is ExpressionError)
            }
        }
    }
}
