import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A job` {
    @Test func `keeps its files from step to step and from other jobs`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: echo one > file; rm tracked; mkdir dir; echo x > /etc/made; chmod 600 file
                - run: cat file /etc/made; ls tracked dir 2>&1 || true; stat -c %a file
            b:
              needs: a
              steps: [{run: 'ls; test ! -e /etc/made'}]
            """,
            files: ["tracked": "t\n"]
        )
        let run = try bench.run()
        #expect(run.code == 0)
        #expect(try run.lines(of: "a/2").prefix(2) == ["one", "x"])
        #expect(try run.lines(of: "a/2").last == "600")
        #expect(try run.lines(of: "b/1") == ["cuvette.yml", "tracked"])
        #expect(bench.repositoryIsClean)
    }

    @Test func `tells what each step has used`() throws {
        let bench = try Workbench(
            """
            a:
              resources: {cpu: 0.2}
              steps: [{run: 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done'}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stderr)")
        let record = try String(contentsOfFile: "\(bench.store)/runs/1/run.json", encoding: .utf8)
        for key in [
            "user-time", "system-time", "peak-memory", "throttled-periods", "throttled-time",
        ] {
            #expect(record.contains("\"\(key)\""), "\(key)")
        }
        #expect(record.contains("\"peak-memory-of\": \"container\""))
        let plain = try bench.cuvette("run", "--quiet")
        let line = try #require(plain.stdout.split(separator: "\n").first { $0.hasPrefix("a ") })
        #expect(line.contains(", peak "))
        #expect(line.contains("  cpu "))
    }

    @Test func `hands outputs, variables and folders on`() throws {
        let bench = try Workbench(
            """
            a:
              outputs: {said: '${{ steps.first.outputs.text }}', plain: '${{ steps.first.outputs.plain }}'}
              steps:
                - id: first
                  run: |
                    printf 'text<<END\\none\\ntwo = 2\\nEND\\nplain=a=b\\n' >> "$CUVETTE_OUTPUT"
                    printf 'VAR=set\\nMANY<<X\\nl1\\nl2\\nX\\n' >> "$CUVETTE_ENV"
                    mkdir -p /opt/tools; printf '#!/bin/sh\\necho tool\\n' > /opt/tools/mytool; chmod +x /opt/tools/mytool
                    echo /opt/tools >> "$CUVETTE_PATH"
                - run: echo "$VAR/$MANY/${{ env.VAR }}"; mytool
                - run: echo "$VAR"
                  env: {VAR: own}
            b:
              needs: a
              env: {SAID: '${{ needs.a.outputs.said }}'}
              steps:
                - run: echo "$SAID|${{ needs.a.outputs.plain }}|${{ needs.a.result }}|${VAR-unset}"
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        #expect(try run.lines(of: "a/2") == ["set/l1", "l2/set", "tool"])
        #expect(try run.lines(of: "a/3") == ["own"])
        #expect(try run.lines(of: "b/1") == ["one", "two = 2|a=b|success|unset"])
    }

    @Test func `runs once for each cell of its matrix, and its conditions decide`() throws {
        let bench = try Workbench(
            """
            m:
              matrix: {n: [1, 2, 3], exclude: [{n: 2}]}
              steps: [{run: 'echo n=${{ matrix.n }}'}]
            never: {if: 'false', steps: [{run: exit 1}]}
            after-never: {needs: never, steps: [{run: exit 1}]}
            fails: {steps: [{run: exit 1}, {run: echo no}, {if: failure(), run: echo yes}, {if: success(), run: echo no}]}
            after-fails: {needs: fails, steps: [{run: exit 1}]}
            cleans: {needs: fails, if: always(), steps: [{run: 'echo ${{ needs.fails.result }}'}]}
            tolerant:
              steps:
                - {id: bad, run: exit 1, continue-on-error: true}
                - run: echo ${{ steps.bad.outcome }} ${{ steps.bad.conclusion }}
            forgiven: {continue-on-error: true, steps: [{run: exit 1}]}
            after-forgiven: {needs: forgiven, steps: [{run: echo goes on}]}
            """
        )
        let run = try bench.run()
        #expect(run.code == 1, "\(run.stdout)\(run.stderr)")
        let cells = try run.events().filter { $0["type"] == "line" && $0["job"].hasPrefix("m") }
        #expect(Set(cells.map { $0["text"] }) == ["n=1", "n=3"])
        for job in ["never", "after-never", "after-fails"] {
            #expect(try run.job(job)?["outcome"] == "skipped", "\(job)")
        }
        #expect(try run.step("fails/2")?["outcome"] == "skipped")
        #expect(try run.lines(of: "fails/3") == ["yes"])
        #expect(try run.step("fails/4")?["outcome"] == "skipped")
        #expect(try run.lines(of: "cleans/1") == ["failure"])
        #expect(try run.lines(of: "tolerant/2") == ["failure success"])
        #expect(try run.job("forgiven")?["conclusion"] == "success")
        #expect(try run.lines(of: "after-forgiven/1") == ["goes on"])
    }

    @Test func `is tried again with clean files and the same caches`() throws {
        let bench = try Workbench(
            """
            a:
              retry: 2
              caches: [{name: state, path: deep/state}, {name: inner, path: deep/state/inner}]
              steps:
                - run: |
                    test ! -e left; touch left; echo x >> deep/state/tries; echo y > deep/state/inner/y
                    test $(wc -l < deep/state/tries) -ge 3
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        #expect(try run.events().filter { $0["type"] == "job-began" }.count == 3)
        #expect(bench.kept("jobs/a/01-try3.log") != nil)
        let again = try bench.run()
        #expect(try again.events().filter { $0["type"] == "job-began" }.count == 1)
    }

    @Test func `has its own time, shared by its steps`() throws {
        let bench = try Workbench("a: {timeout: 10s, steps: [{run: sleep 1}, {run: sleep 100}]}")
        let run = try bench.run()
        #expect(run.code == 1, "\(run.stdout)\(run.stderr)")
        #expect(try run.step("a/1")?["outcome"] == "success")
        #expect(try run.step("a/2")?["cause"] == "timeLimit")
    }

    @Test func `keeps artifacts of the occasion, with their permissions`() throws {
        let bench = try Workbench(
            """
            good:
              artifacts: [{name: all, paths: ['out/**', '*.txt']}, {name: crash, paths: 'core*', when: failure}]
              steps: [{run: 'mkdir -p out/deep; echo 1 > out/deep/a; chmod 755 out/deep/a; echo 2 > b.txt; touch core'}]
            bad:
              artifacts: [{name: never, paths: x}, {name: log, paths: x, when: always}]
              steps: [{run: echo kept > x; exit 1}]
            """
        )
        #expect(try bench.run().code == 1)
        let folder = bench.store + "/runs/1/artifacts"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["all", "log"])
        #expect(FileManager.default.isExecutableFile(atPath: folder + "/all/out/deep/a"))
        #expect(FileManager.default.fileExists(atPath: folder + "/all/b.txt"))
        #expect(bench.kept("artifacts/log/x") == Data("kept\n".utf8))
    }

    @Test func `chooses bash where it is, and the shell it names`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: echo "${BASH_VERSION:+bash}"
                - {shell: sh, run: 'echo "${BASH_VERSION:-none}"'}
                - {shell: bash, run: 'false | true'}
            """
        )
        let run = try bench.run()
        #expect(try run.lines(of: "a/1") == ["bash"])
        #expect(try run.step("a/3")?["outcome"] == "failure")
    }

    @Test func `keeps the layers of setup until what they depend on changes`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        func jobs(_ command: String, env: String) -> String {
            bench.pipeline(
                "a: {steps: [{run: cat /opt/made}]}",
                top: """
                    image:
                      from: host
                      setup:
                        - run: \(command); cat input >> /opt/made
                          env: {KEY: '\(env)'}
                          inputs: input
                    """
            ).replacingOccurrences(of: "image: host\n", with: "")
        }
        func commit(_ files: [String: String]) throws -> Bool {
            try bench.repository.commit("next", files)
            let run = try bench.run()
            #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
            return try run.events().contains { $0["type"] == "setup-cached" }
        }
        let first = ["cuvette.yml": jobs("echo one > /opt/made", env: "1"), "input": "i1\n"]
        #expect(try commit(first) == false)
        #expect(try commit(["other": "unrelated\n"]) == true)
        #expect(try commit(["input": "i2\n"]) == false)
        #expect(try commit(["cuvette.yml": jobs("echo two > /opt/made", env: "1")]) == false)
        #expect(try commit(["cuvette.yml": jobs("echo two > /opt/made", env: "2")]) == false)
        #expect(try commit(["cuvette.yml": jobs("echo two > /opt/made", env: "1")]) == true)
    }
}

extension Workbench {
    /// Whether git sees no difference in the user's own files.
    var repositoryIsClean: Bool { (try? repository.git("status", "--porcelain")) == "" }
}
