import Foundation
import Glibc
import TestSupport
import Testing

/// What `cuvette bisect --json` says.
private struct Found: Decodable {
    struct Commit: Decodable {
        struct Change: Decodable { var path: String; var change: String }
        var sha: String
        var summary: String
        var changes: [Change]?
    }

    struct Judged: Decodable {
        var sha: String
        var verdict: String
        var reason: String
        var runs: [Int]
        var reused: Bool
    }

    var firstBad: Commit?
    var suspects: [Commit]
    var judged: [Judged]

    enum CodingKeys: String, CodingKey {
        case firstBad = "first-bad"
        case suspects, judged
    }

    init(_ run: CuvetteRun) throws {
        self = try JSONDecoder().decode(Found.self, from: run.output)
    }
}

@Suite(.needsRoot) struct `A bisection of commits` {
    /// A hundred commits; number 63 breaks the check, and three others do not build.
    private static func hundred(_ steps: String) throws -> Workbench {
        let bench = try Workbench("test: {steps: [\(steps)]}", files: ["n": "0"])
        for number in 1...100 {
            let isBroken = [31, 50, 75].contains(number)
            try bench.repository.commit(
                "commit \(number)",
                [
                    "n": "\(number)", "build": isBroken ? "false" : "true",
                    "check": "test $(cat n) -lt 63",
                ]
            )
        }
        return bench
    }

    @Test func `finds the one of a hundred, three of which do not build`() throws {
        let bench = try Self.hundred(
            "{id: build, run: sh build}, {id: check, run: sh check || exit 3}"
        )
        let first = "HEAD~99"
        let run = try bench.cuvette("bisect", "--good", first, "--build", "build", "--json")
        #expect(run.code == 0, "\(run.stderr)")
        let found = try Found(run)
        #expect(found.firstBad?.summary == "commit 63")
        #expect(found.firstBad?.changes?.map(\.path) == ["n"])
        #expect(found.judged.count < 20)
        // Asked once more it runs nothing twice that was judged; commits that were stopped as pointless may be begun again.
        let again = try Found(
            bench.cuvette("bisect", "--good", first, "--build", "build", "--json")
        )
        #expect(again.firstBad?.summary == "commit 63")
        let known = Set(found.judged.map(\.sha))
        #expect(again.judged.contains { $0.reused })
        #expect(again.judged.allSatisfy { $0.reused || !known.contains($0.sha) })
        let text = try bench.cuvette("bisect", "--good", first, "--build", "build")
        #expect(text.stdout.contains("is the first bad commit"))
        #expect(text.stdout.contains("1 file changed, 1 insertions(+), 1 deletions(-)"))
        // Only the culprit's run keeps its snapshots.
        let kept = try FileManager.default.subpathsOfDirectory(atPath: bench.store + "/runs")
            .filter { $0.hasSuffix("/layers") }
        #expect(kept.count <= 1, "\(kept)")
    }

    @Test func `passes over commits whose step returns 125, and tells of what it cannot decide`()
        throws
    {
        let bench = try Workbench(
            "test: {steps: [{run: 'exit $(cat code)'}]}",
            files: ["code": "0"]
        )
        for (number, code) in ["0", "125", "125", "1", "1"].enumerated() {
            try bench.repository.commit("commit \(number + 1)", ["code": code, "n": "\(number)"])
        }
        let run = try bench.cuvette("bisect", "--good", "HEAD~5", "--json")
        #expect(run.code == 1, "\(run.stderr)")
        let found = try Found(run)
        #expect(found.firstBad == nil)
        #expect(found.suspects.map(\.summary) == ["commit 2", "commit 3", "commit 4"])
    }

    @Test func `goes on where it was stopped`() throws {
        let bench = try Self.hundred(
            "{id: build, run: sh build}, {id: check, run: sh check; sleep 0.1}"
        )
        let arguments = ["bisect", "--good", "HEAD~99", "--step", "check", "--jobs", "1", "--json"]
        let program = try bench.start(arguments.map { $0 == "check" ? "test/check" : $0 })
        let folder = bench.store + "/cache/bisect"
        let deadline = ContinuousClock.now + .seconds(120)
        func known() -> Int {
            (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
        }
        while known() < 3, ContinuousClock.now < deadline { usleep(2000) }
        program.signal(SIGINT)
        let end = try program.wait()
        #expect(end.code == 130, "\(end.stderr)")
        #expect(end.stderr.contains("the same command goes on"))
        let run = try bench.cuvette(
            "bisect",
            "--good",
            "HEAD~99",
            "--step",
            "test/check",
            "--jobs",
            "1",
            "--json"
        )
        #expect(try Found(run).judged.filter(\.reused).count >= 3)
        #expect(bench.host.leftovers().isEmpty)
    }

    @Test func `does not believe ends that are wrong`() throws {
        let bench = try Workbench(
            "test: {steps: [{run: 'exit $(cat code)'}]}",
            files: ["code": "0"]
        )
        for code in ["0", "1"] { try bench.repository.commit(code, ["code": code]) }
        let good = try bench.cuvette("bisect", "--good", "HEAD~2", "--bad", "HEAD~1")
        #expect(good.code == 2)
        #expect(good.stderr.contains("is said to be bad, and is good"))
        let swapped = try bench.cuvette("bisect", "--good", "HEAD", "--bad", "HEAD~2")
        #expect(swapped.code == 2)
        #expect(swapped.stderr.contains("the wrong way round"))
        let unknown = try bench.cuvette("bisect", "--good", "nowhere")
        #expect(unknown.code == 2)
        #expect(unknown.stderr.contains(#"the repository has no commit "nowhere""#))
    }

    @Test func `asks one test, as often as it is told to`() throws {
        let script = """
            c=1; grep -q good state || c=0; \
            printf '<testsuite name="s"><testcase classname="A" name="x"/><testcase classname="A" name="y">%s</testcase></testsuite>' \
            "$(test $c = 1 || echo '<failure message="no"/>')" > r.xml; exit 0
            """
        let bench = try Workbench(
            """
            test:
              steps:
                - run: |
                    \(script)
                  reports: {junit: r.xml}
            """,
            files: ["state": "good"]
        )
        for state in ["good 2", "bad 3", "bad 4"] {
            try bench.repository.commit(state, ["state": state])
        }
        let run = try bench.cuvette(
            "bisect",
            "--good",
            "HEAD~3",
            "--test",
            "A.y",
            "--runs",
            "2",
            "--json"
        )
        #expect(run.code == 0, "\(run.stderr)")
        let found = try Found(run)
        #expect(found.firstBad?.summary == "bad 3")
        #expect(found.judged.filter { $0.verdict == "good" && $0.runs.count != 2 }.isEmpty)
        let other = try bench.cuvette("bisect", "--good", "HEAD~3", "--test", "A.z")
        #expect(other.code == 2)
        #expect(other.stderr.contains("no report tells of the test"))
    }
}
