import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `Kept runs` {
    private let bench: Workbench

    init() throws {
        bench = try Workbench("test: {steps: [{run: 'head -c 100000 /dev/zero > big; exit 1'}]}")
    }

    private var kept: [Int] {
        get throws {
            let run = try bench.cuvette("runs", "--kept", "--json")
            let list = try JSONSerialization.jsonObject(with: run.output) as? [[String: Any]]
            return (list ?? []).compactMap { $0["run"] as? Int }
        }
    }

    @Test func `are listed with their sizes, pinned, and taken away by rules`() throws {
        for _ in 0..<3 { try bench.run() }
        #expect(try kept == [3, 2, 1])
        #expect(try bench.cuvette("pin", "1").code == 0)
        let table = try bench.cuvette("runs", "--kept")
        #expect(table.stdout.contains("RUN   SIZE"))
        #expect(table.stdout.split(separator: "\n").last?.contains("yes") == true)
        try "snapshots = 1 # one\n\n".write(
            toFile: bench.store + "/retention",
            atomically: true,
            encoding: .utf8
        )
        let dry = try bench.cuvette("gc", "--dry-run")
        #expect(dry.stdout.contains("would remove the snapshots of run 2"))
        #expect(try kept == [3, 2, 1])
        #expect(try bench.cuvette("gc").stdout.contains("removed the snapshots of run 2"))
        #expect(try kept == [3, 1])
        try bench.cuvette("unpin", "1")
        try bench.cuvette("gc")
        #expect(try kept == [3])
    }

    @Test func `go where all of them take more than they may`() throws {
        for _ in 0..<2 { try bench.run() }
        try "snapshot-bytes = 120KiB\n".write(
            toFile: bench.store + "/retention",
            atomically: true,
            encoding: .utf8
        )
        try bench.cuvette("gc")
        #expect(try kept == [2])
    }

    @Test func `are not touched where the rules are wrong, all mistakes told`() throws {
        try bench.run()
        try "snapshots = many\nage = 3d\ncache-age = 5\n".write(
            toFile: bench.store + "/retention",
            atomically: true,
            encoding: .utf8
        )
        let run = try bench.cuvette("gc")
        #expect(run.code == 2)
        #expect(run.stderr.contains("retention:1: snapshots takes a number from 0"))
        #expect(run.stderr.contains("retention:2: \"age\" is no rule"))
        #expect(run.stderr.contains("retention:3: cache-age: \"5\" has no unit"))
        #expect(try bench.cuvette("pin", "7", "8").stderr.contains("there is no run 8"))
    }
}
