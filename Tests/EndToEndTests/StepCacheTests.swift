import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A cached step` {
    private static let jobs = """
        test:
          outputs: {word: '${{ steps.build.outputs.word }}'}
          steps:
            - {id: deps, run: 'ls -A; echo x > deps', cache: {inputs: [package.json]}}
            - id: build
              run: cat deps; echo built > built; echo word=hello >> $CUVETTE_OUTPUT; echo FOO=bar >> $CUVETTE_ENV
            - {id: check, run: 'test "$FOO" = bar; cat built'}
        """

    private func outcomes(_ run: CuvetteRun, _ steps: [String]) throws -> [String] {
        try steps.map { step in
            let text = try run.step("test/\(step)")?["cache"] ?? ""
            guard let data = text.data(using: .utf8), !data.isEmpty,
                let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            else { return "-" }
            return object["outcome"] as? String ?? "-"
        }
    }

    private let all = ["deps", "build", "check"]

    @Test func `is not run again, and hands on what it handed on`() throws {
        let bench = try Workbench(Self.jobs, files: ["package.json": "{}"])
        let first = try bench.run("--cached")
        #expect(first.code == 0, "\(first.stderr)")
        #expect(try outcomes(first, all) == ["missed", "missed", "missed"])
        #expect(try first.lines(of: "test/deps") == ["package.json"])
        let second = try bench.run("--cached")
        #expect(try outcomes(second, all) == ["hit", "hit", "hit"])
        #expect(try second.job("test")?["outputs"] == #"{"word":"hello"}"#)
        #expect(try bench.cuvette("logs", "2/test/check").stdout == "built\n")
        let plain = try bench.cuvette("run", "--cached")
        #expect(plain.stdout.contains("cached from 1/test/build"))
        #expect(plain.stdout.contains("3 steps cached"))
        // Without being asked only those that the pipeline names.
        #expect(try outcomes(bench.run(), all) == ["hit", "-", "-"])
        #expect(try outcomes(bench.run("--no-cached"), all) == ["-", "-", "-"])
    }

    @Test func `is run again where what it declares has changed, and says what`() throws {
        let bench = try Workbench(Self.jobs, files: ["package.json": "{}"])
        try bench.run("--cached")
        try bench.repository.commit("two", ["other": "x"])
        let run = try bench.run("--cached")
        #expect(try outcomes(run, all) == ["hit", "missed", "missed"])
        let why = try bench.cuvette("explain", "2/test/build")
        #expect(why.stdout.contains("changed: tree, checkout"), "\(why.stdout)")
        #expect(why.stdout.contains("kept for the next time"))
        try bench.repository.commit("three", ["package.json": "{ }"])
        #expect(try outcomes(bench.run("--cached"), all) == ["missed", "missed", "missed"])
        #expect(try bench.cuvette("explain", "3/test/deps").stdout.contains("changed: inputs"))
    }

    @Test func `finds other files where one before it was run anew`() throws {
        let bench = try Workbench(Self.jobs, files: ["package.json": "{}"])
        try bench.run("--cached")
        let steps = bench.store + "/cache/steps"
        // As if the first step's had been taken away.
        for name in try FileManager.default.contentsOfDirectory(atPath: steps) {
            let path = "\(steps)/\(name)"
            guard name.hasSuffix(".json"), !name.hasPrefix("last-"),
                try String(contentsOfFile: path, encoding: .utf8).contains(#""step":"deps""#)
            else { continue }
            try FileManager.default.removeItem(atPath: path)
        }
        let run = try bench.run("--cached")
        #expect(try outcomes(run, all) == ["missed", "missed", "missed"])
        #expect(try run.step("test/build")?["cache"].contains("made anew") == true)
    }

    @Test func `is never one that is given a secret, or comes after it`() throws {
        let bench = try Workbench(
            """
            test:
              steps:
                - {id: deps, run: 'echo $K | wc -c > n', env: {K: '${{ secrets.key }}'}, cache: true}
                - {id: build, run: cat n}
            """,
            top: "secrets: {key: {env: THE_KEY}}"
        )
        for _ in 0..<2 {
            let run = try bench.run("--cached", environment: ["THE_KEY": "topsecretvalue"])
            #expect(run.code == 0, "\(run.stderr)")
            #expect(try outcomes(run, ["deps", "build"]) == ["refused", "refused"])
        }
        let why = try bench.cuvette("explain", "2/test")
        #expect(why.stdout.contains("not looked for: it is given a secret"))
        #expect(why.stdout.contains("not looked for: step deps before it is not kept"))
    }

    @Test func `has a network only where the pipeline says that it may be cached`() throws {
        let bench = try Workbench(
            """
            test:
              network: host
              steps:
                - {id: deps, run: 'echo x > y', cache: true}
                - {id: build, run: 'cat y'}
            """
        )
        try bench.run("--cached")
        #expect(try outcomes(bench.run("--cached"), ["deps", "build"]) == ["hit", "refused"])
    }

    @Test func `shows its reports, and its files among those of a kept run`() throws {
        let bench = try Workbench(
            """
            test:
              steps:
                - id: deps
                  run: echo '<testsuite name="s"><testcase classname="A" name="x"/></testsuite>' > r.xml
                  reports: {junit: r.xml}
                - {id: build, run: 'exit 3'}
            """
        )
        try bench.run("--cached")
        let run = try bench.run("--cached")
        #expect(run.code == 1)
        #expect(try run.step("test/deps")?["tests"].contains(#""tests":1"#) == true)
        let layer = bench.store + "/runs/2/jobs/test/layers/01/upper/workspace/r.xml"
        #expect(FileManager.default.fileExists(atPath: layer))
        // The rules take it away; the kept runs hold on to their layer.
        try "cache-bytes = 1KiB\n".write(
            toFile: bench.store + "/retention",
            atomically: true,
            encoding: .utf8
        )
        #expect(try bench.cuvette("gc").stdout.contains("removed 1 cached step"))
        #expect(FileManager.default.fileExists(atPath: layer))
        #expect(try outcomes(bench.run("--cached"), ["deps"]) == ["missed"])
    }

    @Test func `is explained with its condition and its cell`() throws {
        let bench = try Workbench(
            """
            test:
              matrix: {os: [linux, mac], include: [{os: bsd}]}
              steps: [{id: go, run: 'true', if: "matrix.os != 'mac'"}]
            late: {needs: test, if: failure(), steps: [{run: 'true'}]}
            """
        )
        try bench.run()
        let mac = try bench.cuvette("explain", "1/test-mac/go").stdout
        #expect(mac.contains("1/test-mac/go: skipped"))
        #expect(mac.contains("matrix.os  =  'mac'"))
        #expect(mac.contains("matrix.os != 'mac'  =  false"))
        let cells = try bench.cuvette("explain", "1/test-linux", "--json")
        #expect(cells.stdout.contains(#""origin": "a combination of os""#), "\(cells.stdout)")
        #expect(
            try bench.cuvette("explain", "1").stdout.contains(
                #"item 1 of "include", which fits no combination"#
            )
        )
        #expect(try bench.cuvette("explain", "1/late").stdout.contains("failure()  =  false"))
        let unknown = try bench.cuvette("explain", "1/nowhere")
        #expect(unknown.code == 2)
        #expect(unknown.stderr.contains("run 1 has no nowhere"))
    }
}
