import Execution
import Testing

@Suite struct `A timed split` {
    private func timings(_ seconds: [String: Double]) -> FileTimings {
        FileTimings(asOf: 1, files: seconds.mapValues { .seconds($0) }, classes: [:])
    }

    @Test func `gives every file to exactly one shard`() {
        let files = (1...97).map { "tests/\($0)_test.py" }
        let split = TimedSplit(files, into: 8, by: .none)
        #expect(split.shards.flatMap(\.self).sorted() == files.sorted())
        #expect(split.shards.allSatisfy { (12...13).contains($0.count) })
    }

    @Test func `balances times, not numbers`() {
        let split = TimedSplit(
            ["a", "b", "c", "d", "e"],
            into: 2,
            by: timings(["a": 10, "b": 4, "c": 3, "d": 2, "e": 1])
        )
        #expect(split.shards == [["a"], ["b", "c", "d", "e"]])
        #expect(split.durations == [.seconds(10), .seconds(10)])
        #expect(split.knownFiles == 5)
    }

    @Test func `is the same for the same files in any order`() {
        let files = (1...40).map { "t\($0)" }
        let times = timings(
            Dictionary(uniqueKeysWithValues: files.map { ($0, Double($0.utf8.count)) })
        )
        let one = TimedSplit(files, into: 3, by: times)
        #expect(TimedSplit(files.reversed(), into: 3, by: times).shards == one.shards)
    }

    @Test func `takes an unknown file for as long as the middle one`() {
        let split = TimedSplit(
            ["new", "a", "b", "c"],
            into: 2,
            by: timings(["a": 1, "b": 5, "c": 9])
        )
        #expect(split.durations.sorted() == [.seconds(10), .seconds(10)])
        #expect(split.knownFiles == 3)
    }

    @Test func `leaves shards empty where there are more than files`() {
        #expect(TimedSplit(["a"], into: 3, by: .none).shards == [["a"], [], []])
    }
}

@Suite struct `Timings of files` {
    private let timings = FileTimings(
        asOf: 1,
        files: ["tests/test_a.py": .seconds(1), "/workspace/lib/b.spec.js": .seconds(2)],
        classes: [
            "tests.test_c.TestOne": .seconds(3), "tests.test_c.TestTwo": .seconds(4),
            "org.example.FooTest": .seconds(5), "org.example.FooTest$Inner": .seconds(1),
            "UnitTests.LexerTests": .seconds(8),
        ]
    )

    @Test(arguments: [
        ("tests/test_a.py", 1.0), ("sub/tests/test_a.py", 1), ("lib/b.spec.js", 2),
        ("tests/test_c.py", 7), ("src/test/java/org/example/FooTest.java", 6),
        ("Tests/UnitTests/LexerTests.swift", 8),
    ]) func `are found by path and by class`(path: String, seconds: Double) {
        #expect(timings.duration(of: path) == .seconds(seconds))
    }

    @Test(arguments: ["tests/test_d.py", "other/a.py", "LexerTest.swift", ""])
    func `are unknown for other files`(path: String) {
        #expect(timings.duration(of: path) == nil)
    }
}
