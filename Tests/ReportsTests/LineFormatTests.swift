import Reports
import Testing

/// What TAP and `go test` say of themselves line by line.
@Suite struct `A report in lines` {
    private func totals(_ text: String) -> ReportTotals {
        ReportReader().read(Array(text.utf8), file: "x").tests.totals
    }

    private func counts(_ text: String) -> [Int] {
        let totals = totals(text)
        return [totals.passed, totals.failed, totals.errors, totals.skipped]
    }

    // MARK: TAP

    @Test func `of TAP may not plan nothing and tell points before that`() {
        #expect(counts("TAP version 13\nok\n1..0\n") == [1, 0, 1, 0])
        #expect(counts("TAP version 13\n1..0 # SKIP no network\n") == [0, 0, 0, 0])
    }

    @Test func `of TAP has a directive only behind white space`() {
        #expect(counts("1..3\nok 1 a#skip\nok 2 b \\#skip\nok 3 c #skip\n") == [2, 0, 0, 1])
        #expect(counts("1..2\nnot ok 1 a#todo\nnot ok 2 #todo\n") == [0, 1, 0, 1])
    }

    @Test func `of TAP takes a brace that nothing closes for a part of a name`() {
        let text = """
            TAP version 13
            ok 1 - opens a {
                ok 1 - inside
                1..1
            ok 2 - next
            not ok 3 - last
            1..3
            """
        #expect(counts(text) == [2, 1, 0, 0])
    }

    @Test func `of TAP that is strict knows no version before 13`() {
        #expect(counts("pragma +strict\nTAP version 12\n1..1\nok 1\n") == [1, 0, 1, 0])
        #expect(counts("TAP version 12\n1..1\nok 1\n") == [1, 0, 0, 0])
        let inside = "pragma +strict\n1..1\n    1..1\npragma +strict\n    ok 1\nok 1\n"
        #expect(counts(inside) == [1, 0, 1, 0])
        #expect(counts("pragma +strict\nTAP version 14\n1..1\nok 1\n") == [1, 0, 0, 0])
    }

    @Test func `of TAP by node numbers files without tests anew`() {
        let node = "TAP version 13\nok 1 - a\nok 2 - b\nok 2 - /src/helper.mjs\n1..3\n"
        #expect(counts(node) == [3, 0, 0, 0])
        let report = ReportReader().read(Array(node.utf8), file: "x").tests
        #expect(report.warnings.map(\.message) == ["points 1 to 2 do not fit the plan 1..3"])
        #expect(counts("1..3\nok 1\nok 7\nok 3 - /src/a\n") == [3, 0, 1, 0])
        #expect(counts("1..3\nok 1\nok 2\nok 2\n") == [3, 0, 1, 0])
    }

    @Test func `of TAP has messages of several lines`() throws {
        let text = """
            TAP version 13
            1..1
            not ok 1 - a
              ---
              duration_ms: 1.5
              error: |-
                Expected values to be equal:

                1 !== 2
              code: 'ERR_ASSERTION'
              ...

            """
        let report = ReportReader().read(Array(text.utf8), file: "x").tests
        let problem = try #require(Array(report.cases).first?.problems.first)
        #expect(problem.message == "Expected values to be equal:\n\n1 !== 2")
    }

    // MARK: prove

    private let proved = """
        #   Failed test 'b'
        t/a.t ....... \n1..2
        ok 1 - a
        not ok 2 - b
        Dubious, test returned 1 (wstat 256, 0x100)
        Failed 1/2 subtests \n[11:21:28] t/long.t .. \nok 1 - a
        ok
        1..2
        ok      157 ms ( 0.00 usr  0.00 sys +  0.02 cusr  0.00 csys =  0.02 CPU)
        t/none.t .... skipped: no network
        t/dies.t .... \n1..3
        ok 1
        Dubious, test returned 255 (wstat 65280, 0xff00)
        Failed 2/3 subtests \nt/exits.t ... \n1..1
        ok 1
        Dubious, test returned 3 (wstat 768, 0x300)
        All 1 subtests passed \n
        Test Summary Report
        -------------------
        t/a.t (Wstat: 256 (exited 1) Tests: 2 Failed: 1)
          Failed test:  2
        Files=5, Tests=6,  0 wallclock secs ( 0.02 usr  0.00 sys +  0.05 cusr  0.01 csys =  0.08 CPU)
        Result: FAIL

        """

    @Test func `of prove has a suite for each test file`() {
        let report = ReportReader().read(Array(proved.utf8), file: "x").tests
        #expect(
            report.suites.map(\.name) == ["t/a.t", "t/long.t", "t/none.t", "t/dies.t", "t/exits.t"]
        )
        #expect(report.suites.map(\.cases.count) == [2, 2, 0, 2, 2])
        #expect(counts(proved) == [5, 1, 2, 0])
        #expect(Array(report.cases).first?.file == "t/a.t")
        let messages = report.cases.filter { $0.name == "<plan>" }.map { $0.problems[0].message }
        #expect(
            messages == [
                "3 points planned, 1 found", "Dubious, test returned 3 (wstat 768, 0x300)",
            ]
        )
    }

    @Test func `of prove passes where all files pass`() {
        let text =
            "t/a.t .. \n1..1\nok 1 - a\nok\nt/b.t .. \nok 1\nok 2\n1..2\nok\n"
            + "All tests successful.\nFiles=2, Tests=3, 0 wallclock secs\nResult: PASS\n"
        #expect(counts(text) == [3, 0, 0, 0])
        let whole = ReportReader().read(Array(text.utf8), file: "x").tests
        #expect(whole.integrity == .whole)
        let endless = Array(text.utf8.dropLast())
        #expect(ReportReader().read(endless, file: "x").tests.integrity == .whole)
        let cut = Array(text.utf8.prefix(text.utf8.count - 13))
        #expect(ReportReader().read(cut, file: "x").tests.integrity == .incomplete)
        let skipped =
            "t/b.t .. skipped: none here\nFiles=1, Tests=0,  0 wallclock secs\n"
            + "Result: NOTESTS\n"
        #expect(counts(skipped) == [0, 0, 0, 0])
    }

    @Test func `of prove loses no test where it is cut`() {
        let timed = "[11:21:28] t/a.t .. \n1..2\nok 1 - a\nok 2 - b\nok      157 ms ( 0.00 usr)\n"
        for text in [proved, timed + "Result: PASS\n", timed + "t/b.t .. \nok 1\n1..1\nok\n"] {
            var known = 0
            for length in 0...text.utf8.count {
                let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
                let count = totals(cut).tests
                #expect(count >= known, "cut at \(length)")
                known = count
            }
        }
    }

    @Test func `of TAP is not parted by what looks like a verdict`() {
        let text = "1..3\nok 1\nt/a.t .. \nok\nAll 3 subtests passed\nok 3\n"
        #expect(counts(text) == [3, 0, 0, 0])
    }

    // MARK: go test

    @Test func `of go test may have a result behind what a test printed`() {
        let text = """
            === RUN   TestA
            no line end--- PASS: TestA (0.06s)
            === RUN   TestB
            dashes --- are not a result, nor is --- PASS: TestC (0.00s)
            --- FAIL: TestB (0.10s)
            FAIL
            FAIL\tp\t0.2s
            """
        #expect(counts(text) == [1, 1, 0, 0])
        let json = """
            {"Action":"run","Package":"p","Test":"TestA"}
            {"Action":"output","Package":"p","Test":"TestA","Output":"a.go--- PASS: TestA (0.18s)\\n"}
            {"Action":"run","Package":"p","Test":"TestB"}
            {"Action":"output","Package":"p","Test":"TestB","Output":"a.go--- PASS: TestA (0.18s)\\n"}
            """
        #expect(counts(json) == [1, 0, 1, 0])
    }

    @Test func `of go test may have the result of a test behind what its subtest printed`() {
        func json(_ around: String, _ first: String, _ second: String) -> String {
            """
            {"Action":"run","Package":"p","Test":"TestA"}
            {"Action":"run","Package":"p","Test":"TestA/x"}
            {"Action":"run","Package":"p","Test":"TestA/y"}
            {"Action":"output","Package":"p","Test":"TestA/y","Output":"…--- \(around): TestA (0.1s)\\n"}
            {"Action":"output","Package":"p","Test":"TestA/y","Output":"    --- \(first): TestA/x (0.1s)\\n"}
            {"Action":"output","Package":"p","Test":"TestA/y","Output":"    --- \(second): TestA/y (0.1s)\\n"}
            {"Action":"\(around == "FAIL" ? "fail" : "pass")","Package":"p"}

            """
        }
        #expect(counts(json("PASS", "PASS", "SKIP")) == [2, 0, 0, 1])
        #expect(counts(json("FAIL", "PASS", "FAIL")) == [1, 2, 0, 0])
    }

    @Test func `of go test may tell of a package twice`() {
        let text = """
            === RUN   TestA
            --- FAIL: TestA (0.02s)
            === RUN   TestB
            --- PASS: TestB (0.02s)
            FAIL
            FAIL\tp\t0.2s
            === RUN   TestA
            --- PASS: TestA (0.02s)
            PASS
            ok  \tp\t0.2s
            """
        #expect(counts(text) == [2, 1, 0, 0])
        let report = ReportReader().read(Array(text.utf8), file: "x").tests
        #expect(report.joiningAttempts().totals.flaky == 1)
    }

    @Test func `of go test has the measurements of a benchmark as one case`() throws {
        let text = """
            BenchmarkA-8 \t1000\t100 ns/op
            BenchmarkA-8 \t1000\t300 ns/op
            BenchmarkB-8 \t1000\t 50 ns/op
            PASS
            ok  \tp\t1.0s
            """
        let report = ReportReader().read(Array(text.utf8), file: "x").tests
        let cases = report.suites.flatMap(\.cases)
        #expect(cases.map(\.name) == ["BenchmarkA", "BenchmarkB"])
        #expect(cases.first?.duration == .nanoseconds(200))
        let json = """
            {"Action":"run","Package":"p","Test":"TestZ"}
            {"Action":"pass","Package":"p","Test":"TestZ"}
            {"Action":"output","Package":"p","Test":"TestZ","Output":"BenchmarkA-8 \\t1\\t2 ns/op\\n"}
            {"Action":"run","Package":"p","Test":"BenchmarkB"}
            {"Action":"output","Package":"p","Test":"BenchmarkB","Output":"BenchmarkB-8 \\t1\\t2 ns/op\\n"}
            {"Action":"output","Package":"p","Test":"BenchmarkB","Output":"BenchmarkB-8 \\t1\\t4 ns/op\\n"}
            {"Action":"pass","Package":"p","Test":"BenchmarkB"}
            {"Action":"pass","Package":"p"}
            """
        let names = ReportReader().read(Array(json.utf8), file: "x").tests.suites
            .flatMap(\.cases).map(\.name)
        #expect(names == ["TestZ", "BenchmarkA", "BenchmarkB"])
    }

    @Test func `of go test has one error for a test package that could not be built`() {
        let text = """
            # example.com/p_test [example.com/p.test]
            p/p_test.go:5:2: imported and not used: "fmt"
            FAIL\texample.com/p [build failed]
            FAIL
            """
        #expect(counts(text) == [0, 0, 1, 0])
        let json = """
            {"ImportPath":"example.com/p_test [example.com/p.test]","Action":"build-output","Output":"x"}
            {"ImportPath":"example.com/p_test [example.com/p.test]","Action":"build-fail"}
            {"Action":"start","Package":"example.com/p"}
            {"Action":"fail","Package":"example.com/p","FailedBuild":"example.com/p_test [example.com/p.test]"}
            """
        #expect(counts(json) == [0, 0, 1, 0])
    }

    @Test func `of go test takes the subtests of a test that passed for passed`() {
        let json = """
            {"Action":"run","Package":"p","Test":"TestA"}
            {"Action":"run","Package":"p","Test":"TestA/sub"}
            {"Action":"pass","Package":"p","Test":"TestA"}
            {"Action":"run","Package":"p","Test":"TestB"}
            {"Action":"run","Package":"p","Test":"TestB/sub"}
            {"Action":"fail","Package":"p","Test":"TestB"}
            {"Action":"fail","Package":"p"}
            """
        #expect(counts(json) == [2, 1, 1, 0])
    }
}
