import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A hostile or heavy step` {
    @Test func `that forks without end is stopped by the process limit`() throws {
        // Where its own "sleep" cannot be forked, bash waits and tries again for fifteen seconds.
        let bench = try Workbench(
            """
            a:
              resources: {pids: 60}
              steps: [{shell: bash, run: 'bomb() { bomb | bomb & }; bomb; sleep 1; exit 3', timeout: 100s}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.step("a/1")?["cause"] == "processLimit")
        #expect(bench.host.leftovers() == [])
    }

    @Test func `that wants ten gibibytes is stopped by the memory limit`() throws {
        let bench = try Workbench(
            """
            a:
              resources: {memory: 64MiB}
              steps: [{run: head -c 10G /dev/zero | tail}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.step("a/1")?["cause"] == "memoryLimit")
        #expect(bench.host.leftovers() == [])
    }

    @Test func `that writes two gibibytes of output has a complete log`() throws {
        let bench = try Workbench("a: {steps: [{run: yes | head -c 2G}]}")
        let run = try bench.cuvette("run", "--quiet", seconds: 300)
        #expect(run.code == 0)
        let attributes = try FileManager.default.attributesOfItem(
            atPath: "\(bench.store)/runs/1/jobs/a/01.log"
        )
        #expect(attributes[.size] as? Int == 2 << 30)
    }

    @Test func `that writes a line of ten mebibytes has it in the log byte for byte`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: seq 2000000 | tr -d '\\n' | head -c 10485760 | tee line
                - run: sha256sum < line
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stderr)")
        let hasher = try SpawnedProgram(
            ["/usr/bin/sha256sum", "01.log"],
            environment: [:],
            directory: bench.store + "/runs/1/jobs/a"
        )
        let sum = try hasher.wait().stdout.prefix(64)
        #expect(try run.lines(of: "a/2") == ["\(sum)  -"])
        #expect(bench.kept("jobs/a/01.log")?.count == 10_485_760)
        #expect(try bench.cuvette("logs", "1/a/1").code == 0)
    }

    @Test func `that closes its output is waited for`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: 'exec >&- 2>&-; sleep 1; touch done'}, {run: ls done}]}"
        )
        let run = try bench.run()
        #expect(run.code == 0)
        #expect(try run.lines(of: "a/2") == ["done"])
    }

    @Test func `that leaves a daemon behind ends with it`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: (setsid sleep 1000 > /dev/null 2>&1 &); echo silent
                - run: (setsid sleep 1000 &); echo holds the output open
            """
        )
        let run = try bench.run()
        #expect(run.code == 0)
        #expect(try run.step("a/1")?["left-processes"] == "true")
        #expect(try run.step("a/2")?["left-processes"] == "true")
        #expect(bench.host.leftovers() == [])
    }

    @Test func `that ignores SIGTERM is killed after its time`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: \"trap '' TERM; while :; do sleep 1; done\", timeout: 1s}]}"
        )
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.step("a/1")?["cause"] == "timeLimit")
        #expect(bench.host.leftovers() == [])
    }

    @Test func `that writes a hundred thousand files hands them on`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: 'mkdir d; cd d; seq 100000 | xargs -n 2000 touch'}, {run: ls d | wc -l}]}"
        )
        let run = try bench.run(seconds: 300)
        #expect(try run.lines(of: "a/2") == ["100000"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `with names of any bytes keeps them`() throws {
        let bench = try Workbench(
            """
            a:
              artifacts: [{name: odd, paths: 'made/**'}]
              steps:
                - run: |
                    ls tree | od -An -c | tr -d ' \\n'; echo; git status --porcelain
                    mkdir made; printf 1 > "made/$(printf 'line\\nfeed')"; printf 22 > "made/$(printf 'bad\\377name')"
                    mkdir "made/$(printf 'dir\\376')"; printf 333 > "made/$(printf 'dir\\376/x')"
                - run: cat made/* made/*/x 2> /dev/null || true
            """
        )
        let script = "mkdir -p tree; cd tree; : > \"$(printf 'a\\nb')\"; : > \"$(printf 'c\\377')\""
        let maker = try SpawnedProgram(
            ["/bin/sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: bench.repository.path
        )
        #expect(try maker.wait().code == 0)
        try bench.repository.commit("odd names")
        let run = try bench.run()
        #expect(try run.lines(of: "a/1") == ["a\\nb\\nc377\\n"])
        #expect(try run.lines(of: "a/2") == ["221333"] || run.lines(of: "a/2") == ["122333"])
        let counter = try SpawnedProgram(
            ["/bin/sh", "-c", "find . -type f -print0 | tr -cd '\\0' | wc -c"],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "\(bench.store)/runs/1/artifacts/odd"
        )
        let counted = try counter.wait()
        #expect(counted.stdout == "3\n", "\(counted.stderr)\(run.stdout)")
    }

    @Test func `does not reach the host by way of links, reports and artifacts`() throws {
        let secret = UUID().uuidString
        let outside = NSTemporaryDirectory() + "outside-\(secret)"
        try FileManager.default.createDirectory(
            atPath: outside,
            withIntermediateDirectories: false
        )
        defer { try? FileManager.default.removeItem(atPath: outside) }
        try Data(secret.utf8).write(to: URL(fileURLWithPath: outside + "/secret"))
        let xml = "<testsuite><testcase name='\(secret)'/></testsuite>"
        try Data(xml.utf8).write(to: URL(fileURLWithPath: outside + "/report.xml"))
        let bench = try Workbench(
            """
            a:
              artifacts:
                - {name: up, paths: ['out/**', 'out\(outside)/secret', '\(outside)/secret', '../../../..\(outside)/secret', link, deep/../../../evil/**]}
              steps:
                - run: |
                    ln -s / out; ln -s \(outside)/secret link; ln -s \(outside) deep
                    mkdir -p /evil/new; echo x > /evil/new/file; echo "contained"
                - run: 'true'
                  continue-on-error: true
                  reports: {junit: ['out\(outside)/report.xml', '../..\(outside)/report.xml']}
            """
        )
        let run = try bench.run("--junit", bench.folder + "/junit.xml")
        #expect(run.code == 0, "\(run.stdout)")
        let finder = try SpawnedProgram(
            [
                "/bin/grep", "-rl", "--exclude=events.ndjson", "--exclude=run.json",
                "--exclude-dir=snapshots", "--exclude-dir=layers",
                "<testcase name='\(secret)'\\|^\(secret)$",
                bench.store + "/runs",
            ],
            environment: [:],
            directory: "/"
        )
        #expect(try finder.wait().stdout == "")
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside).count == 2)
        let artifacts = bench.store + "/runs/1/artifacts"
        #expect(try FileManager.default.contentsOfDirectory(atPath: artifacts) == ["up"])
        #expect(FileManager.default.fileExists(atPath: artifacts + "/up/evil/new/file"))
    }

    @Test func `that spoils its handover files fails by itself`() throws {
        let bench = try Workbench(
            """
            folder: {steps: [{run: 'rm "$CUVETTE_OUTPUT"; mkdir "$CUVETTE_OUTPUT"'}]}
            fifo: {steps: [{run: 'rm "$CUVETTE_ENV"; mkfifo "$CUVETTE_ENV"'}]}
            link: {steps: [{run: 'ln -sf /etc/passwd "$CUVETTE_PATH"'}]}
            large: {steps: [{run: 'head -c 3000000 /dev/zero > "$CUVETTE_OUTPUT"'}]}
            garbage: {steps: [{run: 'echo "no equals sign" > "$CUVETTE_OUTPUT"'}]}
            """
        )
        let run = try bench.run()
        #expect(run.code == 1)
        for job in ["folder", "fifo", "link", "large", "garbage"] {
            let step = try #require(try run.step("\(job)/1"))
            #expect(step["outcome"] == "failure", "\(job)")
            #expect(step["exit-code"] == "0", "\(job)")
            #expect(step["problem"].contains("CUVETTE_"), "\(job)")
        }
    }

    @Test func `cannot be asked for by aliases that multiply`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        var text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        for (name, last) in zip("bcdefghi", "abcdefgh") {
            let aliases = Array(repeating: "*\(last)", count: 10).joined(separator: ",")
            text += "\(name): &\(name) [\(aliases)]\n"
        }
        try bench.repository.commit("bomb", ["cuvette.yml": text + "jobs: *i\n"])
        let run = try bench.cuvette("run")
        #expect(run.code == 2)
        #expect(run.stderr.contains("cuvette.yml:"))
    }
}
