import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The command line` {
    @Test func `shows runs and logs`() throws {
        let bench = try Workbench(
            """
            build: {steps: [{run: echo first}, {id: named, run: 'echo out; echo err >&2; exit 3'}]}
            other: {steps: [{run: echo other}]}
            """
        )
        #expect(try bench.cuvette("run", "-q").code == 1)
        let runs = try bench.cuvette("runs")
        #expect(runs.code == 0)
        #expect(runs.stdout.contains("failure"))
        let json = try bench.cuvette("runs", "--json")
        #expect(try JSONSerialization.jsonObject(with: json.output) is [Any])
        #expect(try bench.cuvette("logs", "1/build/1").stdout == "first\n")
        #expect(try bench.cuvette("logs", "1/build/named").stdout.contains("out\n"))
        #expect(try bench.cuvette("logs", "1/build/2", "--times").stdout.contains("stderr  err"))
        #expect(try bench.cuvette("logs").stdout.contains("==> other/1"))
        #expect(try bench.cuvette("logs", "1/nojob").code == 2)
        #expect(try bench.cuvette("logs", "1/build/9").code == 2)
    }

    @Test func `checks, plans, evaluates and tells its schema`() throws {
        let bench = try Workbench("a: {matrix: {n: [1, 2]}, steps: [{run: 'true'}]}")
        #expect(try bench.cuvette("check").stdout == "cuvette.yml: ok\n")
        #expect(try bench.cuvette("plan").stdout.contains("a (1)"))
        for format in ["json", "dot", "mermaid"] {
            #expect(try bench.cuvette("plan", "--format", format).code == 0)
        }
        let plan = try bench.cuvette("plan", "--format", "json")
        #expect(try JSONSerialization.jsonObject(with: plan.output) is [String: Any])
        #expect(try bench.cuvette("eval", "format('{0}-{1}', 'a', 1)").stdout == "a-1\n")
        let schema = try bench.cuvette("schema")
        #expect(try JSONSerialization.jsonObject(with: schema.output) is [String: Any])
        #expect(try bench.cuvette("doctor").code == 0)
        #expect(try bench.cuvette("man").stdout.hasPrefix(".TH CUVETTE"))
        #expect(try bench.cuvette("--help").stdout.contains("EXIT CODES"))
        #expect(!FileManager.default.fileExists(atPath: bench.store + "/runs/1"))
    }

    @Test func `writes events a line and JUnit that is well-formed`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: printf 'bad \\377 bytes \\033[31mred\\033[0m ]]> <&\\n'; exit 1
                - if: failure()
                  run: echo '<testsuite name="s"><testcase classname="c" name="n &lt;"/></testsuite>' > r.xml
                  reports: {junit: r.xml}
            """
        )
        let file = bench.folder + "/junit.xml"
        let run = try bench.run("--junit", file)
        #expect(run.code == 1)
        let types = try run.events().map { $0["type"] }
        #expect(types.first == "run-began")
        #expect(types.last == "run-ended")
        #expect(FileManager.default.fileExists(atPath: file))
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/xmllint") else {
            print("xmllint is not installed: the form of the JUnit file was not checked")
            return
        }
        let lint = try SpawnedProgram(
            ["/usr/bin/xmllint", "--noout", file],
            environment: [:],
            directory: "/"
        ).wait()
        #expect(lint.code == 0, "\(lint.stderr)")
    }

    @Test func `shows a run on a terminal as well as in a file`() throws {
        let bench = try Workbench("a: {steps: [{run: echo hello; exit 3}]}")
        let plain = try bench.cuvette("run", "--output", "plain")
        #expect(plain.stdout.contains("a/1 | hello"))
        #expect(plain.stdout.contains("exit 3"))
        #expect(try bench.cuvette("run", "--output", "tty").stdout.contains("exit 3"))
        #expect(try bench.cuvette("run", "-q").stdout.contains("  hello"))
    }
}
