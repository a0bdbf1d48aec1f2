import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The history of tests` {
    /// A step that makes a report of the lines `NAME RESULT` of its file.
    private let job = """
        test:
          steps:
            - id: unit
              run: sh report.sh tests.txt
              reports: {junit: report.xml}
        """
    private let script = """
        code=0
        echo '<testsuite name="suite">' > report.xml
        while read -r name result; do
          echo "<testcase classname='Class' name='$name' time='0.5'>"
          case $result in
            fail) code=1; echo "<failure type='E' message='$name broke'/>" ;;
            skip) echo '<skipped/>' ;;
          esac
          echo '</testcase>'
        done < "$1" >> report.xml
        echo '</testsuite>' >> report.xml
        exit $code
        """

    private func bench(_ tests: String, files: [String: String] = [:]) throws -> Workbench {
        let own = ["report.sh": script, "tests.txt": tests]
        return try Workbench(job, files: own.merging(files) { _, new in new })
    }

    private func tests(_ bench: Workbench, _ arguments: String...) throws -> [String: Any] {
        let run = CuvetteRun(
            try bench.start(["tests"] + arguments + ["--json"]).wait()
        )
        #expect(run.code == 0, "\(run.stderr)")
        let object = try JSONSerialization.jsonObject(with: run.output)
        return try #require(object as? [String: Any])
    }

    private func names(_ object: [String: Any]) -> [String] {
        let tests = object["tests"] as? [[String: Any]] ?? []
        return tests.compactMap { $0["name"] as? String }.sorted()
    }

    @Test func `tells what a commit broke and mended, and that the suite shrank`() throws {
        let bench = try bench("a pass\nb fail\nc pass\nd pass\n")
        #expect(try bench.cuvette("run").code == 1)
        try bench.repository.commit("two", ["tests.txt": "a fail\nb pass\nc skip\n"])
        let run = try bench.cuvette("run")
        #expect(
            run.stdout.contains("1 newly failing, 1 fixed, 1 removed, 1 newly skipped"),
            "\(run.stdout)"
        )
        #expect(run.stdout.contains("the suite shrank from 4 to 3 tests"))
        #expect(names(try tests(bench, "--failed")) == ["a"])
        #expect(names(try tests(bench, "--fixed")) == ["b"])
        #expect(names(try tests(bench, "--new")) == ["a"])
        #expect(names(try tests(bench)) == ["a", "b", "c", "d"])
    }

    /// The result of a test comes from a cache, which is no part of what a step is given.
    @Test func `knows a flaky test by its input`() throws {
        let bench = try Workbench(
            """
            test:
              caches: [{name: results, path: /results}]
              steps:
                - run: |
                    test -e /results/tests.txt || echo 'a fail' > /results/tests.txt
                    sh report.sh /results/tests.txt
                  reports: {junit: report.xml}
                - run: echo 'a pass' > /results/tests.txt
                  if: always()
            """,
            files: ["report.sh": script]
        )
        #expect(try bench.cuvette("run").code == 1)
        #expect(try names(tests(bench, "--flaky")) == [])
        #expect(try bench.cuvette("run").code == 0)
        #expect(try names(tests(bench, "--flaky")) == ["a"])
        #expect(try bench.cuvette("tests", "--flaky").stdout.contains("suspect"))
    }

    @Test func `survives the loss of its database`() throws {
        let bench = try bench("a pass\nb fail\n")
        _ = try bench.cuvette("run")
        let before = NSDictionary(dictionary: try tests(bench))
        try FileManager.default.removeItem(atPath: "\(bench.store)/history.sqlite")
        #expect(before.isEqual(to: try tests(bench)))
        #expect(try bench.cuvette("history", "rebuild").stdout == "history knows 1 run\n")
        #expect(before.isEqual(to: try tests(bench)))
    }

    @Test func `remembers what a killed run has told`() throws {
        let bench = try Workbench(
            """
            test:
              steps:
                - id: unit
                  run: sh report.sh tests.txt
                  reports: {junit: report.xml}
                - run: sleep 60
            """,
            files: ["report.sh": script, "tests.txt": "a pass\n"]
        )
        let program = try bench.start(["run"])
        let events = "\(bench.store)/runs/1/events.ndjson"
        for _ in 0..<2400 {
            let text = try? String(contentsOfFile: events, encoding: .utf8)
            if text?.contains(#""name":"sleep 60""#) == true { break }
            usleep(50_000)
        }
        kill(program.pid, SIGKILL)
        _ = try program.wait()
        for _ in 0..<2400 where !bench.host.processes().isEmpty { usleep(50_000) }
        // The folder is enough; whoever cleans up next closes the record.
        for _ in 0..<2 {
            #expect(try names(tests(bench)) == ["a"])
            let run = try #require(tests(bench)["run"] as? [String: Any])
            #expect(run["outcome"] as? String == "interrupted")
            #expect(try bench.cuvette("runs").stdout.contains("interrupted"))
            // What is written of it is not green, though all that it tells of passed.
            let written = try bench.cuvette("report", "write", "1", "--report", "tap=-").stdout
            #expect(written.contains("\nok 1 - cuvette.steps > test > "))
            #expect(written.contains("\nok 2 - test/unit > suite > Class > a"))
            #expect(written.contains("not ok 3 - cuvette.reports > cuvette > the end of run 1"))
            #expect(try bench.cuvette("gc").code == 0)
        }
    }

    @Test func `takes several runs at once`() async throws {
        let bench = try bench("a pass\n")
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<3 { group.addTask { try bench.cuvette("run").code } }
            for try await code in group { #expect(code == 0) }
        }
        let rows = try #require(tests(bench)["tests"] as? [[String: Any]])
        #expect((rows.first?["history"] as? [Any])?.count == 3)
    }

    @Test func `tells all about one test, and refuses an id that is none`() throws {
        let bench = try bench("a fail\n")
        _ = try bench.cuvette("run")
        let rows = try #require(tests(bench)["tests"] as? [[String: Any]])
        let id = try #require(rows.first?["id"] as? String)
        let told = try bench.cuvette("tests", "--test", String(id.prefix(8)))
        #expect(told.code == 0)
        #expect(told.stdout.contains("a broke"))
        #expect(try bench.cuvette("tests", "--test", "t:000000").code == 2)
        #expect(try bench.cuvette("tests", "--run", "9").code == 2)
        #expect(try bench.cuvette("tests", "--base", "nowhere").code == 2)
    }

    @Test func `lets failures in quarantine pass, until it expires`() throws {
        let list = ".cuvette/quarantine.yml"
        let entry = "- {test: Class.a, owner: ada, reason: flaky, expires: 2999-12-31}\n"
        let bench = try bench("a fail\nb pass\n", files: [list: entry])
        let held = try bench.run()
        #expect(held.code == 0, "\(held.stdout)")
        #expect(try held.step("test/unit")?["outcome"] == "failure")
        #expect(try held.step("test/unit")?["tests"].contains(#""quarantined":1"#) == true)
        #expect(try names(tests(bench, "--failed")) == ["a"])
        // Another test fails too.
        try bench.repository.commit("two", ["tests.txt": "a fail\nb fail\n"])
        #expect(try bench.cuvette("run").code == 1)
        // Its grace is over.
        let past = entry.replacing("2999", with: "2020")
        try bench.repository.commit("three", ["tests.txt": "a fail\nb pass\n", list: past])
        let expired = try bench.cuvette("run")
        #expect(expired.code == 1)
        #expect(expired.stdout.contains("expired on 2020-12-31"), "\(expired.stdout)")
        #expect(try bench.cuvette("check", directory: bench.repository.path).code == 2)
        // The file is wrong.
        try bench.repository.commit("four", [list: "- {test: Class.a, owner: ada}\n"])
        let wrong = try bench.cuvette("run")
        #expect(wrong.code == 2)
        #expect(wrong.stderr.contains("\(list):1:3: error"), "\(wrong.stderr)")
    }

    @Test func `forgives no command that ended otherwise than by its tests`() throws {
        let list = "- {test: Class.a, owner: ada, reason: flaky, expires: 2999-12-31}\n"
        let bench = try Workbench(
            job.replacing("tests.txt", with: "tests.txt || kill -9 $$"),
            files: [
                "report.sh": script, "tests.txt": "a fail\n", ".cuvette/quarantine.yml": list,
            ]
        )
        #expect(try bench.cuvette("run").code == 1)
    }

    @Test func `shares test files out among shards`() throws {
        let job = """
            test:
              shards: 2
              split: cases/*.txt
              steps:
                - id: unit
                  run: |
                    echo "${{ shard.index }}/${{ shard.total }} $CUVETTE_SHARD_INDEX/$CUVETTE_SHARD_TOTAL"
                    cat "$CUVETTE_SHARD_FILES"
                    xargs cat < "$CUVETTE_SHARD_FILES" > tests.txt
                    sh report.sh tests.txt
                  reports: {junit: report.xml}
            """
        let cases = Dictionary(
            uniqueKeysWithValues: (1...4).map { ("cases/\($0).txt", "t\($0) pass\n") }
        )
        let bench = try Workbench(
            job,
            files: cases.merging(["report.sh": script]) { _, new in new }
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        let first = try run.lines(of: "test (1/2)/unit")
        let second = try run.lines(of: "test (2/2)/unit")
        #expect(first.first == "1/2 1/2")
        #expect((first.dropFirst() + second.dropFirst()).sorted() == cases.keys.sorted())
        #expect(first.count == 3)
        #expect(try names(tests(bench)) == ["t1", "t2", "t3", "t4"])
        let one = try bench.cuvette("run", "--job", "test-1-2")
        #expect(one.code == 0)
        let split = try bench.cuvette("split", "--shard", "2/2", "--files", "cases/*.txt")
        #expect(split.stdout == second.dropFirst().map { $0 + "\n" }.joined())
    }
}
