import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.needsRoot) struct `A step that attacks by way of files` {
    @Test(arguments: Runner.available)
    func `cannot write to the kernel through proc, nor read its memory and keys`(runner: Runner)
        throws
    {
        try AttackBench(runner).expectRefused("proc", attempts: 32)
    }

    @Test(arguments: Runner.available)
    func `cannot write to the kernel through sys, nor make cgroups`(runner: Runner) throws {
        try AttackBench(runner).expectRefused("sys", attempts: 15)
    }

    @Test(arguments: Runner.available)
    func `cannot make devices`(runner: Runner) throws {
        try AttackBench(runner).expectRefused("devices", attempts: 24)
    }

    @Test(arguments: Runner.available)
    func `cannot climb out of its root`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        try bench.expectRefused(
            "root",
            bench.watch.canary + "/file",
            attempts: 3,
            besides: ["chroot"]
        )
    }

    @Test(arguments: Runner.available)
    func `cannot set what overlayfs reads in a layer`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let run = try bench.run(
            """
            a:
              steps:
                - command: [/probe, overlay, /etc]
                - command: [/probe, ls, /etc]
                - command: [/probe, cat, /etc/group]
            """
        )
        let results = try run.lines(of: "a/1")
        #expect(results.count == 6)
        // What ordinary users may set is kept under another name, or means nothing to a layer of root's.
        #expect(results.filter { $0.hasPrefix("trusted") && $0.hasSuffix("allowed") } == [])
        #expect(try Set(run.lines(of: "a/2")).isSuperset(of: ["group", "passwd"]), "\(results)")
        #expect(try run.lines(of: "a/3").first == "root:x:0:root")
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `cannot overwrite the programs that made it`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let lines = try bench.probe("program", "500")
        #expect(lines == ["overwrite a program: refused"])
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `cannot make the init its command and overwrite it`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let run = try bench.run(
            """
            a:
              steps:
                - {command: [/proc/self/exe], continue-on-error: true}
                - {command: [/proc/self/exe, /, /probe, program, '300'], continue-on-error: true}
                - {command: [/proc/1/exe, /, /probe, program, '300'], continue-on-error: true}
                - {command: [/probe, program, '300']}
            """
        )
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        for step in 2...4 {
            #expect(try run.lines(of: "a/\(step)").allSatisfy { !$0.hasSuffix("allowed") })
        }
        bench.expectUnharmed()
    }

    @Test func `cannot open devices that its image holds`() throws {
        let devices = [
            ("memory", S_IFCHR, 1, 1), ("disk", S_IFBLK, 254, 0), ("loop", S_IFBLK, 7, 0),
            ("log", S_IFCHR, 1, 11), ("null", S_IFCHR, 1, 3), ("tunnel", S_IFCHR, 10, 200),
        ]
        let bench = try AttackBench { image in
            for (name, kind, major, minor) in devices {
                mknod("\(image)/\(name)", kind | 0o666, UInt(major << 8 | minor))
            }
        }
        let steps = devices.map { "    - command: [/probe, node, /\($0.0)]" }
        let run = try bench.run("a:\n  steps:\n" + steps.joined(separator: "\n"))
        for (index, device) in devices.enumerated() {
            let lines = try run.lines(of: "a/\(index + 1)")
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.hasSuffix(": EACCES") }, "\(device.0): \(lines)")
        }
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `has no descriptors but its own`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        // 3 is the one by which the folder is read.
        #expect(try bench.probe("ls", "/proc/self/fd").sorted() == ["0", "1", "2", "3"])
        #expect(try bench.probe("ls", "/dev").sorted().joined(separator: " ").contains("null"))
    }

    @Test(arguments: Runner.available)
    func `cannot begin in a descriptor of the runner's`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let steps = (0...40).map {
            "    - {command: [/probe, pwd], working-directory: /proc/self/fd/\($0), continue-on-error: true}"
        }
        let places = ["/proc/1/cwd", "/proc/1/root", "/proc/thread-self/fd/7"].map {
            "    - {command: [/probe, pwd], working-directory: \($0), continue-on-error: true}"
        }
        let run = try bench.run(
            "a:\n  steps:\n" + (steps + places).joined(separator: "\n"),
            seconds: 300
        )
        #expect(run.code == 0, "\(run.stderr)")
        for step in 1...(steps.count + places.count) {
            let lines = try run.lines(of: "a/\(step)")
            let outcome = try #require(try run.step("a/\(step)"))
            #expect(lines.isEmpty && outcome["outcome"] == "failure", "\(step): \(lines)")
        }
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `sees nothing of the runner's environment`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let run = try bench.run(
            "a: {steps: [{command: [/probe, env]}]}",
            environment: ["HOST_SECRET": "of the host", "LD_PRELOAD": "", "GITHUB_TOKEN": "ghp_x"]
        )
        let names = try run.lines(of: "a/1").compactMap { $0.split(separator: "=").first }
        #expect(names.allSatisfy { $0.hasPrefix("CUVETTE") || Self.expected.contains(String($0)) })
        #expect(names.contains("PATH"))
    }

    private static let expected: Set<String> = ["PATH", "HOME", "LANG", "CI"]
}
