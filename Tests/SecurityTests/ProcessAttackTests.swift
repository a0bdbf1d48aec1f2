import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.needsRoot) struct `A step that attacks processes` {
    @Test(arguments: Runner.available)
    func `cannot reach those of the host, nor its init`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let lines = try bench.probe("processes", "\(bench.watch.bystander.pid)")
        #expect(lines.filter { $0.hasSuffix(": allowed") } == [])
        #expect(lines.contains("the init after its signals: there"))
        #expect(lines.count == 12)
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `cannot type into a terminal`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let lines = try bench.probe("terminal")
        #expect(lines.filter { $0.hasSuffix(": allowed") } == [])
        #expect(lines.count == 15, "\(lines)")
        #expect(lines.contains("number of its own terminal: 0"))
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `has the capabilities of a container and cannot get more`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let status = try bench.probe("status")
        let standard = "00000000800405fb"
        for line in ["CapInh:\t0000000000000000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t1"] {
            #expect(status.contains(line), "\(status)")
        }
        for set in ["CapPrm", "CapEff", "CapBnd"] {
            #expect(status.contains("\(set):\t\(standard)"), "\(status)")
        }
        #expect(status.contains("Seccomp:\t2"))
    }

    @Test func `has no capabilities as a user, whatever set-user-id programs its image holds`()
        throws
    {
        let bench = try AttackBench()
        let status = try bench.probe("status", user: "builder")
        for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            #expect(status.contains("\(set):\t0000000000000000"), "\(status)")
        }
        let run = try bench.run("a: {steps: [{command: [/setuid-probe, identity], user: builder}]}")
        #expect(
            try run.lines(of: "a/1") == [
                "uid 1000 1000 1000 gid 100 100 100", "become root: EPERM",
            ],
            "\(run.stdout)"
        )
    }

    @Test(arguments: [
        ("builder", "44 63 100"), ("1000", "44 63 100"), ("builder:users", "100"),
        ("1000:44", "44"), ("4711", "0"), ("31337", "0"), ("root", "0"),
    ]) func `is in exactly the groups of its image, its own among them`(
        user: String,
        groups: String
    ) throws {
        let status = try AttackBench().probe("status", user: user)
        let line = try #require(status.first { $0.hasPrefix("Groups:") })
        #expect(line.dropFirst("Groups:".count).trimmingCharacters(in: .whitespaces) == groups)
    }

    @Test(arguments: ["4294967295", "4294967296", "-1", "0x0", "1e3", "nobody", "1:2:3", "0:-1"])
    func `is nobody that cannot be`(user: String) throws {
        let bench = try AttackBench()
        let run = try bench.run("a: {steps: [{command: [/probe, identity], user: \"\(user)\"}]}")
        #expect(run.code != 0)
        #expect(try run.lines(of: "a/1") == [], "\(run.stdout)")
    }

    @Test func `is the user of a number, not of a name that looks like one`() throws {
        let lines = try AttackBench().probe("identity", user: "4711")
        #expect(lines.first == "uid 4711 4711 4711 gid 0 0 0")
    }
}
