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
