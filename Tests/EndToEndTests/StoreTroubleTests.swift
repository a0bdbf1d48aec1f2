import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A store in trouble` {
    /// Runs a shell script with the program, in a mount namespace of its own.
    private func script(_ text: String, _ bench: Workbench) throws -> SpawnedProgram.End {
        try SpawnedProgram(
            ["/usr/bin/unshare", "--mount", "/bin/sh", "-ec", text],
            environment: [
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CUVETTE": Probe.product("cuvette"),
                "CUVETTE_STORE": bench.folder + "/small/store", "SMALL": bench.folder + "/small",
            ],
            directory: bench.repository.path
        ).wait()
    }

    @Test func `that is full says so, and works again when there is room`() throws {
        let bench = try Workbench(
            """
            a: {steps: [{run: head -c 30M /dev/zero > big}]}
            b: {steps: [{run: head -c 30M /dev/zero | tr '\\0' x}]}
            c: {steps: [{run: echo small}]}
            """
        )
        let end = try script(
            """
            mkdir "$SMALL"; mount -t tmpfs -o size=16m none "$SMALL"
            for job in c a b c; do
                code=0; "$CUVETTE" run -q --job $job > "$SMALL.$job" 2>&1 || code=$?
                echo "$job $code"
            done
            "$CUVETTE" gc --keep-runs 0 --keep-failed 0 > /dev/null
            code=0; "$CUVETTE" run -q --job c || code=$?; echo "again $code"
            "$CUVETTE" gc --verify; ls "$CUVETTE_STORE/sessions" | wc -l
            """,
            bench
        )
        let lines = end.stdout.split(separator: "\n").map(String.init)
        #expect(lines.first == "c 0")
        #expect(lines.contains("a 3") || lines.contains("a 1"))
        #expect(lines.contains("b 3"), "\(end.stdout)\(end.stderr)")
        #expect(lines.contains("again 0"), "\(end.stdout)\(end.stderr)")
        #expect(end.stdout.contains(", 0 damaged"))
        #expect(lines.last == "0")
        let message = try String(contentsOfFile: bench.folder + "/small.b", encoding: .utf8)
        #expect(message.contains("No space left on device"), "\(message)")
    }

    @Test func `that has no room for its own first layer says so`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: 'true'}]}",
            files: ["big": String(repeating: "0123456789abcde\n", count: 100_000)]
        )
        let end = try script(
            """
            mkdir "$SMALL"; mount -t tmpfs -o size=1m none "$SMALL"
            code=0; "$CUVETTE" run || code=$?; echo "code $code"
            ls "$CUVETTE_STORE/sessions" "$CUVETTE_STORE/snapshots"
            mount -o remount,size=64m "$SMALL"
            code=0; "$CUVETTE" run > /dev/null || code=$?; echo "code $code"
            """,
            bench
        )
        #expect(end.stdout.contains("code 3"), "\(end.stdout)")
        #expect(end.stderr.contains("No space left on device"), "\(end.stderr)")
        #expect(end.stdout.hasSuffix("code 0\n"), "\(end.stdout)\(end.stderr)")
    }

    @Test func `that may only be read says so`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let end = try script(
            """
            mkdir "$SMALL"; mount -t tmpfs -o size=16m none "$SMALL"
            "$CUVETTE" run > /dev/null; mount -o remount,ro "$SMALL"
            code=0; "$CUVETTE" run || code=$?; echo "run $code"
            code=0; "$CUVETTE" logs 1 || code=$?; echo "logs $code"
            code=0; "$CUVETTE" runs > /dev/null || code=$?; echo "runs $code"
            """,
            bench
        )
        #expect(end.stdout.contains("run 3"), "\(end.stdout)\(end.stderr)")
        #expect(end.stderr.contains("Read-only file system"))
        #expect(end.stdout.contains("logs 0"))
        #expect(end.stdout.contains("runs 0"))
    }
}
