import Foundation
import Glibc
import TestSupport
import Testing

/// `cuvette report` and `cuvette run --report`, as a user runs them.
@Suite(.needsRoot) struct `The reports of a run` {
    private static let jobs = """
        test:
          steps:
            - id: unit
              run: |
                printf 'TAP version 14\\n1..3\\nok 1 - adds\\nnot ok 2 - pays\\n  ---\\n  message: 3 is not 4\\n  ...\\nok 3 - waits # SKIP later\\n' > r.tap
                printf '{"Action":"run","Package":"p","Test":"TestA"}\\n{"Action":"pass","Package":"p","Test":"TestA"}\\n' > go.json
                printf 'SF:a.c\\nDA:1,1\\nDA:2,0\\nend_of_record\\n' > cov.info
                exit 1
              reports: {files: [r.tap, '*.json', cov.info]}
        lint:
          steps:
            - run: printf '\\033[31mbad\\033[0m <b>\\n'; exit 2
        """

    @Test func `do not take the place of a device`() throws {
        let bench = try Workbench(Self.jobs)
        let device = bench.folder + "/null"
        try #require(mknod(device, S_IFCHR | 0o666, 0x103) == 0)
        try bench.cuvette("run", "--report", "html=\(device)", "--junit", device)
        var status = stat()
        #expect(stat(device, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func `hold the tests of any format, in every form that is asked for`() throws {
        let bench = try Workbench(Self.jobs)
        let folder = bench.folder + "/made/here"
        let run = try bench.cuvette(
            "run",
            "--report",
            "junit=\(folder)/j.xml",
            "--report",
            "html=\(folder)/r.html",
            "--report",
            "markdown=\(folder)/s.md",
            "--report",
            "json=\(folder)/c.json",
            "--report",
            "tap=\(folder)/t.tap",
            "--report",
            "badge=\(folder)/b.svg",
            "--report",
            "junit:surefire=\(folder)/sf",
            "--report",
            "github"
        )
        #expect(run.code == 1, "\(run.stderr)")
        #expect(run.stdout.contains("1 of 4 tests failed"))
        #expect(run.stdout.contains("coverage of 50.0% of 2 lines"))
        #expect(run.stdout.contains("::error title=test/unit > pays::3 is not 4"))
        func text(_ name: String) throws -> String {
            String(
                decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")),
                as: UTF8.self
            )
        }
        let junit = try text("j.xml")
        #expect(junit.contains("tests=\"6\" failures=\"3\""))
        #expect(junit.contains("<testcase name=\"pays\""))
        let page = try text("r.html")
        #expect(page.contains("<span class=\"c1\">bad</span> &lt;b&gt;"))
        #expect(page.contains("--job test"))
        #expect(try text("s.md").contains("**1 failed, 2 passed, 1 skipped**"))
        #expect(try text("c.json").contains("\"reportFormat\": \"CTRF\""))
        #expect(try text("t.tap").hasPrefix("TAP version 14\n1..6\n"))
        #expect(try text("b.svg").contains("1 failed, 2 passed"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/sf")
        #expect(files.contains("TEST-cuvette.steps.xml") && files.count == 3)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(left.allSatisfy { !$0.hasSuffix(".tmp") })
        // The same can be had later, from the record alone.
        let again = try bench.cuvette("report", "write", "1", "--report", "junit=\(folder)/j2.xml")
        #expect(again.code == 0, "\(again.stderr)")
        #expect(try text("j2.xml") == junit)
    }

    @Test func `fail the step where they cannot be read`() throws {
        let bench = try Workbench(
            """
            a: {steps: [{run: echo nonsense > r.xml, reports: {files: r.xml}}]}
            """
        )
        let run = try bench.run()
        #expect(run.code == 4)
        #expect(try bench.cuvette("run").stdout.contains("r.xml cannot be read"))
    }

    @Test func `are refused before the run where they cannot be written`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let run = try bench.cuvette("run", "--report", "html=/proc/no/where.html")
        #expect(run.code == 3 && run.stderr.contains("/proc/no"))
        #expect(!FileManager.default.fileExists(atPath: bench.store + "/runs/1"))
        for (word, complaint) in [
            ("nope=x", "there is no report nope"), ("junit:x=y", "there is no profile x of junit"),
            ("html", "has no path"), ("junit:surefire=-", "cannot go to standard output"),
        ] {
            let refused = try bench.cuvette("run", "--report", word)
            #expect(refused.code == 2 && refused.stderr.contains(complaint), "\(refused.stderr)")
        }
    }
}

@Suite(.needsRoot) struct `Reports without a run` {
    @Test func `are joined, and a missing shard is noticed`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let folder = bench.folder + "/shards"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func put(_ name: String, _ cases: String) throws {
            let text = "<testsuite name=\"s\">\(cases)</testsuite>"
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try put("j-1-of-3.xml", "<testcase name=\"a\"><failure message=\"m\"/></testcase>")
        try put("j-2-of-3.xml", "<testcase name=\"b\"/>")
        let partial = try bench.cuvette("report", "merge", folder)
        #expect(partial.code == 4 && partial.stderr.contains("shard 3 missing"))
        #expect(partial.stdout.contains("expected 3 shards, got 2"))
        try put("j-3-of-3.xml", "<testcase name=\"c\"/>")
        let whole = try bench.cuvette("report", "merge", folder, "-o", folder + "/all.out")
        #expect(whole.code == 0, "\(whole.stderr)")
        // An aggregate beside its parts changes nothing.
        let twice = try bench.cuvette("report", "merge", folder)
        #expect(twice.code == 0)
        let written = try Data(contentsOf: URL(filePath: folder + "/all.out"))
        #expect(twice.stdout == String(decoding: written, as: UTF8.self))
    }

    @Test func `hold no command for a CI server that reads what is printed of them`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let path = bench.folder + "/evil.xml"
        let report = """
            <testsuite name="s"><testcase name="a&#10;::error::name ##[error]x" classname="c&#10;::debug::y">\
            <failure message="::set-output name=a::b">##[add-mask]z</failure></testcase>
            ::stop-commands::q \u{1}</testsuite><
            """
        try Data(report.utf8).write(to: URL(filePath: path))
        let shown = try bench.cuvette("report", "show", path)
        #expect(shown.code == 1 && shown.stdout.contains("set-output"), "\(shown.stderr)")
        for line in (shown.stdout + shown.stderr).split(separator: "\n") {
            #expect(!line.drop { $0 == " " }.hasPrefix("::") && !line.contains("##["), "\(line)")
        }
    }
}

@Suite(.needsRoot) struct `The id of a test in a run` {
    @Test func `is one in every command, also in cells and shards`() throws {
        let write = """
            echo "<testsuite name='s'><testcase classname='C' name='t'><failure message='m'/></testcase></testsuite>" > r.xml
            """
        let bench = try Workbench(
            """
            cells:
              matrix: {os: [x, y]}
              fail-fast: false
              steps:
                - run: |
                    \(write)
                  reports: {files: r.xml}
            parts:
              shards: 2
              steps:
                - id: unit
                  run: |
                    \(write)
                  reports: {files: r.xml}
            """
        )
        let run = try bench.cuvette("run", "--report", "html=\(bench.folder)/r.html")
        #expect(run.code == 1, "\(run.stdout)\(run.stderr)")
        struct Listing: Decodable {
            struct Test: Decodable { var id: String }
            var tests: [Test]
        }
        let json = try bench.cuvette("tests", "--json").stdout
        let ids = Set(
            try JSONDecoder().decode(Listing.self, from: Data(json.utf8)).tests.map(\.id)
        )
        #expect(ids.count == 2)
        let page = String(
            decoding: try Data(contentsOf: URL(filePath: bench.folder + "/r.html")),
            as: UTF8.self
        )
        let told = page.split(separator: "cuvette tests --test ").dropFirst()
            .map { String($0.prefix { $0 != "<" }) }
        #expect(Set(told) == ids)
        for id in ids {
            let biography = try bench.cuvette("tests", "--test", id)
            #expect(biography.code == 0 && biography.stdout.hasPrefix(id), "\(biography.stderr)")
        }
    }
}
