import Testing

@testable import Expressions

@Suite struct `Operators` {
    @Test(arguments: [
        Sample("1 == 1", true), Sample("'a' == 'A'", true), Sample("'a' != 'A'", false),
        Sample("null == 0", true), Sample("null == ''", true), Sample("null == false", true),
        Sample("true == '1'", true), Sample("true == 'true'", false), Sample("'0x10' == 16", true),
        Sample("NaN == NaN", false), Sample("NaN != NaN", true), Sample("list == list", true),
        Sample("list != list", false), Sample("list == 'Array'", false),
        Sample("map == 'Object'", false),
        Sample("list == null", false), Sample("map == list", false),
    ])
    func `compare loosely`(sample: Sample) throws {
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }

    @Test(arguments: [
        Sample("2 > 1", true), Sample("1 > 1", false), Sample("1 >= 1", true),
        Sample("1 <= 0", false),
        Sample("'b' > 'A'", true), Sample("'B' < 'a'", false), Sample("'10' < 9", false),
        Sample("'10' < '9'", true), Sample("true > false", true), Sample("false < true", true),
        Sample("null >= null", true), Sample("null > null", false), Sample("NaN >= NaN", false),
        Sample("1 < NaN", false), Sample("list >= list", true), Sample("list > list", false),
        Sample("list <= 1", false), Sample("'' < 1", true), Sample("null < '1'", true),
    ])
    func `order loosely`(sample: Sample) throws {
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }

    @Test(arguments: [
        Sample("true && 'x'", "x"), Sample("'' && 'x'", ""), Sample("0 || null", nil),
        Sample("0 || '' || 'c' || 'd'", "c"), Sample("list && 1", 1), Sample("(1 && 2) || 3", 2),
        Sample("1 && 0 || 3", 3), Sample("0 || 1 && 2", 2), Sample("NaN || 1", 1),
        Sample("true || fromJSON('no')", true), Sample("false && fromJSON('no')", false),
    ])
    func `and, or give back an operand and stop there`(sample: Sample) throws {
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }

    @Test(arguments: [
        Sample("!1 == 2", false), Sample("!(1 == 2)", true), Sample("1 == 1 && 2 == 2", true),
        Sample("1 < 2 == true", true), Sample("true == 1 < 2", true), Sample("1 == 1 == 1", true),
        Sample("2 == 2 == 2", false), Sample("!list[0]", false), Sample("!!map.a.b", true),
        Sample("3 > 2 > 1", false), Sample("((((1))))", 1), Sample("1\n||\t2", 1),
    ])
    func `bind as tightly as upstream`(sample: Sample) throws {
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }

    private let contexts: [String: Value] = ["list": [1, 2], "map": ["a": ["b": 1]]]
}

@Suite struct `An index` {
    @Test(arguments: [
        Sample("map.a.b", 1), Sample("map['A'].B", 1), Sample("map.none.of.these", nil),
        Sample("list[0]", 10), Sample("list[1.9]", 20), Sample("list['1']", 20),
        Sample("list[-0.5]", nil),
        Sample("list[9]", nil), Sample("list.a", nil), Sample("text.a", nil),
        Sample("text[fromJSON('x')]", nil),
        Sample("map[list]", nil), Sample("map[text]", nil), Sample("list[1e300]", nil),
        Sample("map.*", [["b": 1], ["b": 2]]), Sample("map.*.b", [1, 2]),
        Sample("map[*]['b']", [1, 2]),
        Sample("text.*", []), Sample("text.*.b", []), Sample("list.*", [10, 20]),
        Sample("list.*.b", []),
        Sample("nested.*", [[1, 2], [3], 4]), Sample("nested.*.*", [1, 2, 3]),
        Sample("nested.*[0]", [1, 3]), Sample("nested.*[1]", [2]), Sample("(map.*).b", [1, 2]),
        Sample("(map.* || 1).b", [1, 2]), Sample("case(true, map.*, 1).b", [1, 2]),
        Sample("map.*.b[0]", []), Sample("fromJSON('[[1],[2]]')[1][0]", 2),
        Sample("map [ 'a' ] . b", 1), Sample("MAP.a.b", 1), Sample("map.a-b_c", "dashed"),
    ])
    func `gives an item, nothing, or a filtered array`(sample: Sample) throws {
        let contexts: [String: Value] = [
            "map": sample.expression.contains("a-b_c")
                ? ["a-b_c": "dashed"] : ["a": ["b": 1], "c": ["b": 2]],
            "list": [10, 20], "text": "word", "nested": [[1, 2], [3], 4],
        ]
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }

    @Test(arguments: [
        Sample("a == a", true), Sample("a == b", false), Sample("a.x == a.x", true),
        Sample("a.x == a.y", false), Sample("a.x == a['X']", true), Sample("a.* == a.*", false),
        Sample("fromJSON('{}') == fromJSON('{}')", false), Sample("(a || 1) == a", true),
        Sample("case(true, a.x, 0) == a.x", true), Sample("a.*[0] == a.*[0]", false),
        Sample("contains(a.*, a.y)", true), Sample("contains(a.*, b)", false),
        Sample("l[0] == l[0]", true), Sample("l[0] == l[1]", false),
        Sample("l.*.k == l.*.k", false),
        Sample("contains(l.*.k, l[1].k)", true), Sample("contains(l.*.k, l[1])", false),
    ])
    func `keeps arrays and objects the same`(sample: Sample) throws {
        let contexts: [String: Value] = [
            "a": ["x": [:], "y": [:]], "b": ["x": [:], "y": [:]], "l": [["k": []], ["k": []]],
        ]
        #expect(try value(of: sample.expression, contexts: contexts) == sample.value)
    }

    @Test func `tells the keys of env by case where env does`() throws {
        let env = Value.object(Object([("A", 1), ("a", 2)], matchingKeys: .exactly))
        #expect(try value(of: "env.a", contexts: ["env": env]) == 2)
        #expect(try value(of: "ENV.A", contexts: ["env": env]) == 1)
    }
}
