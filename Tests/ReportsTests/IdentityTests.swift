import Reports
import Testing

@Suite struct `The identity of a test` {
    private func identity(suite: String..., name: String = "n", scope: String = "") -> TestIdentity
    {
        let testCase = TestCase(suite: SuitePath(suite), name: name, outcome: .passed)
        return TestIdentity(of: testCase, in: scope)
    }

    @Test(
        arguments: [
            ("T-20240103122711", "T-20250203122711"),
            ("run 2024-01-03T12:27:11.5Z end", "run 2026-11-30T01:02:03Z end"),
            ("run 2024-01-03 12:27:11", "run 2024-01-04 12:27:12"),
            ("object 0x7f3a91c0", "object 0x55aa00ff12"),
            ("http://localhost:40123/x", "http://localhost:51234/x"),
            ("/tmp/abc123/tests", "/tmp/def456/tests"),
            ("in /var/tmp/a", "in /var/tmp/b"),
        ]
    )
    func `does not see what changes with every run`(_ one: String, _ other: String) {
        #expect(identity(suite: one) == identity(suite: other))
        #expect(identity(suite: one).id == identity(suite: other).id)
    }

    @Test(
        arguments: [
            ("Suite1", "Suite2"), ("v1.2.3", "v1.2.4"), ("port 8080", "port 9090"), ("0x1", "0x2"),
            ("/srv/tmp/a", "/srv/tmp/b"), ("n", "n "),
        ]
    )
    func `sees every other difference`(_ one: String, _ other: String) {
        #expect(identity(suite: one) != identity(suite: other))
        #expect(identity(suite: one).id != identity(suite: other).id)
    }

    @Test func `keeps the numbers in names of tests`() {
        #expect(identity(name: "sum(20240103)") != identity(name: "sum(20240104)"))
        #expect(identity(name: "a", scope: "debug") != identity(name: "a", scope: "release"))
    }

    @Test func `has an id that never changes`() {
        #expect(identity(suite: "a", "b", name: "n").id == "t:abc68bf92469")
        #expect(identity(suite: "a", "b").id != identity(suite: "ab", "").id)
    }
}
