import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A kept step` {
    private func bench(_ script: String, more: String = "") throws -> Workbench {
        try Workbench(
            """
            test:
              caches: [{name: counter, path: /counter}]
              steps:
                - {run: 'mkdir d; echo old > d/a; echo b > b; ln -s b link; chmod 600 b'}
                - run: |
                    \(script)
                \(more)
            """
        )
    }

    @Test func `is reproduced where it fails in the same way`() throws {
        let bench = try bench("echo \"error: bad $RANDOM\"; exit 4")
        #expect(try bench.run().code == 1)
        let run = try bench.cuvette("reproduce", "--times", "3", "--jobs", "2")
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains("attempt 3: reproduced, exit 4"))
        #expect(run.stdout.contains("reproduced (3 of 3)\n"))
        #expect(run.stdout.contains("equal: kernel"))
        #expect(bench.host.leftovers().isEmpty)
    }

    @Test func `is another failure, or passes, and both are told`() throws {
        let count = "n=$(cat /counter/n 2>/dev/null || echo 0); echo $((n+1)) > /counter/n"
        let bench = try bench(
            "\(count); case $n in 0) exit 4;; 1) exit 5;; 2) exit 0;; esac; exit 4"
        )
        #expect(try bench.run().code == 1)
        let other = try bench.cuvette("reproduce")
        #expect(other.code == 1)
        #expect(other.stdout.contains("different (1 of 1)"))
        let passed = try bench.cuvette("reproduce")
        #expect(passed.code == 1)
        #expect(passed.stdout.contains("passed (1 of 1): flaky"))
        try Data("0".utf8).write(to: URL(fileURLWithPath: bench.store + "/volumes/counter/n"))
        let until = try bench.cuvette("reproduce", "--until-fail", "9", "--json")
        #expect(until.code == 0, "\(until.stderr)")
        #expect(until.stdout.contains("\"reproduced\": 1"))
    }

    @Test func `is varied by lot, the same lots for the same seed`() throws {
        let bench = try bench(
            "cat /proc/self/timens_offsets | tr -d ' \\t\\n'; grep Cpus_allowed: /proc/self/status; exit 1"
        )
        #expect(try bench.run().code == 1)
        let first = try bench.cuvette("reproduce", "--stress", "--times", "12", "--seed", "7")
        #expect(first.code == 0, "\(first.stderr)")
        for word in ["one processor", "clock +", "hash seed", "cpu 0."] {
            #expect(first.stdout.contains(word), "\(word)")
        }
        #expect(first.stdout.contains("VARIED"))
        func lots() throws -> [String] {
            let run = try bench.cuvette(
                "reproduce",
                "--stress",
                "--times",
                "6",
                "--seed",
                "7",
                "--json"
            )
            return run.stdout.split(separator: "\n").map(String.init).filter {
                $0.contains("\"variation\"")
            }
        }
        #expect(try lots() == lots())
    }

    @Test func `tells what it did to the files`() throws {
        let bench = try bench(
            "rm -r d; echo more >> b; chmod 644 b; ln -sfn /etc link; mkdir -p n/m; echo x > n/m/x; exit 1"
        )
        #expect(try bench.run().code == 1)
        let run = try bench.cuvette("diff", "1/test/2", "--patch")
        #expect(run.code == 0, "\(run.stderr)")
        let lines = run.stdout.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "M  /workspace/b  -rw------- -> -rw-r--r--, 2 B -> 7 B", "    @@ -1,1 +1,2 @@",
                "     b", "    +more", "D  /workspace/d/  drwxr-xr-x 0:0",
                "M  /workspace/link  b -> /etc", "A  /workspace/n/  drwxr-xr-x 0:0",
                "A  /workspace/n/m/  drwxr-xr-x 0:0",
                "A  /workspace/n/m/x  -rw-r--r-- 0:0 2 B", "    @@ -0,0 +1,1 @@", "    +x",
            ],
            "\(run.stdout)"
        )
        #expect(try bench.cuvette("diff", "1/test/1", "1/test/1", "--exit-code").code == 0)
        #expect(try bench.cuvette("diff", "1/test/1", "1/test/2", "--exit-code").code == 1)
    }

    @Test func `is compared with the same step of another run`() throws {
        let bench = try bench("echo same > same; date +%s%N > time; exit 1")
        #expect(try bench.run().code == 1)
        #expect(try bench.run().code == 1)
        let run = try bench.cuvette("diff", "1/test/2", "2/test/2", "--json")
        #expect(run.code == 0, "\(run.stderr)")
        let changes = try JSONSerialization.jsonObject(with: run.output) as? [[String: Any]]
        #expect(changes?.compactMap { $0["path"] as? String } == ["/workspace/time"])
    }
}
