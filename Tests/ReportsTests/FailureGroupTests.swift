import Reports
import Testing

@Suite struct `A group of failures` {
    private func failed(
        _ name: String,
        _ message: String,
        _ text: String = "",
        type: String = "E"
    ) -> TestCase {
        var details = TestCaseDetails()
        details.problems = [TestProblem(.failure, type: type, message: message, text: text)]
        return TestCase(name: name, outcome: .failed, details: details)
    }

    private func message(_ text: String) -> String {
        FailureSignature(of: failed("a", text)).message
    }

    /// How tools write failures, and what went wrong: their names are Boost.Test's, gtest's, PHPUnit's,
    /// nose2's and testtools' own.
    @Test(arguments: [
        (
            "g.cc:3\nExpected equality of these values:\n  1\n  2", "",
            "Expected equality of these values: 1 2"
        ),
        (
            "unknown file\nC++ exception thrown in the test body.", "",
            "C++ exception thrown in the test body."
        ),
        (
            "", "ZTest::t with data set #1 (2)\nFailed asserting that 2 is not equal to 2.\n",
            "Failed asserting that 2 is not equal to 2."
        ),
        (
            "test failure",
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in t\n    x()\nKeyError: 'k'\n",
            "KeyError: 'k'"
        ),
        (
            "s._StringException: Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: v\n",
            "", "ValueError: v"
        ),
        (
            "failure",
            "\nASSERTION FAILURE:\n- file   : bt.cc\n- line   : 5\n- message: check 2==3 has failed [2 != 3]\n",
            "check 2==3 has failed [2 != 3]"
        ),
        (
            "unexpected exception",
            "\nUNCAUGHT EXCEPTION:\n- file: unknown location\n- line: 0\n\n\nEXCEPTION STACK TRACE: ------\nstd::runtime_error: boo\n",
            "std::runtime_error: boo"
        ),
        ("failure", "", "failure"),
        ("", "", ""),
        ("std::vector is empty", "", "std::vector is empty"),
    ])
    func `is told by the line that says what went wrong`(
        message: String,
        text: String,
        wanted: String
    ) {
        #expect(failed("t", message, text).failureLine == wanted)
    }

    @Test func `is none where only the first line is the same`() {
        let traces = ["KeyError: 'a'", "OSError: 5"].map {
            failed(
                $0,
                "test failure",
                "Traceback (most recent call last):\n  File \"/usr/lib/u.py\", line 3\n\($0)\n"
            )
        }
        #expect(FailureGroup.groups(of: traces).count == 2)
        let places = ["a.cc:3", "b.cc:9"].map {
            failed("t", "\($0)\nExpected equality of these values:\n  1")
        }
        #expect(FailureGroup.groups(of: places).count == 2)
    }

    @Test func `joins what differs in numbers and addresses alone, the largest first`() {
        let trace = "at connect (src/db.js:14:3)\nat run (node:internal/x:1:1)"
        let groups = FailureGroup.groups(
            of: [
                failed("alone", "wrong"),
                failed("a", "port 43121 refused after 12ms at 0x7fffa01c", trace),
                TestCase(name: "fine", outcome: .passed),
                failed("b", "port 51177 refused after 1.5 s at 0x7fffb02e", trace),
            ]
        )
        #expect(groups.map { $0.cases.map(\.name) } == [["a", "b"], ["alone"]])
        #expect(groups[0].signature.message == "port … refused after … at …")
        #expect(groups[0].signature.frame == SourceFrame(file: "src/db.js", line: 14))
        #expect(!groups[0].isLeading(of: 3))
    }

    @Test func `keeps apart what failed at other places, with other types or words`() {
        let cases = [
            failed("a", "m", "a.swift:1: x"), failed("b", "m", "b.swift:1: x"),
            failed("c", "m", "a.swift:1: x", type: "F"), failed("d", "n", "a.swift:1: x"),
        ]
        #expect(FailureGroup.groups(of: cases).count == 4)
    }

    @Test func `has a name that stays when lines are added above`() {
        let before = FailureSignature(of: failed("a", "m 1234", "a.swift:10: x"))
        let after = FailureSignature(of: failed("b", "m 987", "a.swift:12: x"))
        #expect(before != after)
        #expect(before.id == after.id)
        #expect(before.id == "f:" + before.id.dropFirst(2).filter(\.isHexDigit))
    }

    @Test(
        arguments: [
            ("\u{1B}[31mbad\u{1B}[0m\nmore", "bad"),
            ("\n  \n  expected 3, got 12", "expected 3, got 12"),
            ("expected 300, got 12.25", "expected …, got 12.25"),
            ("id 3fa9c10b is gone", "id … is gone"),
            ("deadbeef and defaced", "deadbeef and defaced"),
            ("key 123e4567-e89b-12d3-a456-426614174000!", "key …!"),
            ("at 2024-01-02T03:04:05Z in /tmp/x7/y", "at … in …/y"),
            ("took   7 seconds", "took …"),
            ("user_10293 of utf8", "user_… of utf8"),
        ]
    )
    func `is told by its first line without what changes`(_ text: String, _ wanted: String) {
        #expect(message(text) == wanted)
    }

    @Test func `leads where more than half have one cause`() {
        let cases = (0..<4).map { failed("t\($0)", "no database") } + [failed("x", "other")]
        let groups = FailureGroup.groups(of: cases)
        #expect(groups[0].isLeading(of: 5))
        #expect(!groups[1].isLeading(of: 5))
    }

    // MARK: Frames

    private let tree = SourceTree(tracking: [
        "src/cart.py", "src/main/java/shop/Cart.java", "lib/a/util.js", "lib/b/util.js",
        "pkg/cart_test.go", "tests/test_cart.py",
    ])

    @Test(
        arguments: [
            (
                "Traceback (most recent call last):\n  File \"/workspace/tests/test_cart.py\", line 3, in t\n"
                    + "  File \"/workspace/src/cart.py\", line 9, in pay\n"
                    + "  File \"/usr/lib/python3/json.py\", line 1, in load",
                "src/cart.py:9"
            ),
            (
                "\tat java.util.List.get(List.java:7)\n\tat shop.Cart.pay(Cart.java:31)",
                "src/main/java/shop/Cart.java:31"
            ),
            ("at x (/workspace/lib/b/util.js:4:9)", "lib/b/util.js:4"),
            ("at x (util.js:4:9)", nil),
            (
                "panic: x\n/usr/lib/go/src/panic.go:8\n\t/home/u/go/pkg/cart_test.go:12 +0x1d",
                "pkg/cart_test.go:12"
            ),
            ("listening on localhost:8080 and https://e.org/src/cart.py:443", nil),
        ] as [(String, String?)]
    )
    func `happened at the innermost place of the repository`(_ text: String, _ wanted: String?) {
        #expect(tree.topFrame(of: text)?.description == wanted)
    }

    @Test func `happened at a place of an unknown repository that looks like its own`() {
        let tree = SourceTree()
        #expect(tree.path(of: "/workspace/./src/a.c") == "src/a.c")
        #expect(tree.path(of: "node_modules/x/a.js") == nil)
        #expect(tree.path(of: "/usr/lib/a.py") == nil)
        #expect(tree.path(of: "a_test.go") == "a_test.go")
    }
}
