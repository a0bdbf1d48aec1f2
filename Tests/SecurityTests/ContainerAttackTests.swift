import Foundation
import Glibc
import TestSupport
import Testing

/// What holds for a step holds for a container by name, and for a process that joins one: they are made another way.
@Suite(.needsRoot) struct `A container by name that attacks` {
    /// Each verb of the probe's with how many attempts it makes.
    private static let attacks = [
        ("kernel", 25), ("namespaces", 27), ("keys", 5), ("handles", 1), ("proc", 32), ("sys", 15),
        ("devices", 24),
    ]

    private func expectRefused(
        _ bench: AttackBench,
        _ words: [String],
        _ verb: String,
        _ count: Int
    ) throws {
        let end = try bench.container(words + ["/probe", verb])
        let lines = end.stdout.split(separator: "\n")
        #expect(lines.count == count, "\(verb): \(end.stdout)\(end.stderr)")
        // Its first process is its own command, into which it may look.
        let allowed = lines.filter { $0.hasSuffix(": allowed") && !$0.contains(" /proc/1/") }
        #expect(allowed == [], "\(verb)")
    }

    @Test(arguments: Runner.available)
    func `is kept from the kernel as a step is`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        for (verb, count) in Self.attacks {
            try expectRefused(bench, ["run", "--rm", "dir:\(bench.image)"], verb, count)
        }
        bench.expectUnharmed()
    }

    @Test(arguments: Runner.available)
    func `is kept from it by way of a further process`(runner: Runner) throws {
        let bench = try AttackBench(runner)
        let made = try bench.container([
            "run", "-d", "--name", "one", "dir:\(bench.image)", "/probe", "sleep", "100",
        ])
        #expect(made.code == 0, "\(made.stderr)")
        for (verb, count) in Self.attacks {
            try expectRefused(bench, ["exec", "one"], verb, count)
        }
        let status = try bench.container(["exec", "one", "/probe", "status"]).stdout
        for line in ["CapInh:\t0000000000000000", "CapPrm:\t00000000800405fb", "Seccomp:\t2"] {
            #expect(status.contains(line), "\(status)")
        }
        let descriptors = try bench.container(["exec", "one", "/probe", "ls", "/proc/self/fd"])
        #expect(descriptors.stdout.split(separator: "\n").sorted() == ["0", "1", "2", "3"])
        for number in 3...32 {
            let words = ["exec", "-w", "/proc/self/fd/\(number)", "one", "/probe", "pwd"]
            #expect(try bench.container(words).code != 0, "\(number)")
        }
        _ = try bench.container(["rm", "-f", "one"])
        bench.expectUnharmed()
    }

    @Test(arguments: ["/dev/console", "/dev/pts", "/dev/ptmx", "/dev/pts/0", "/dev", "/dev/tty"])
    func `does not have its terminal made on the host`(path: String) throws {
        for up in ["", "/../../../.."] {
            let bench = try AttackBench { image in
                let canary = (image as NSString).deletingLastPathComponent + "/canary"
                let place = image + path
                try FileManager.default.createDirectory(
                    atPath: (place as NSString).deletingLastPathComponent,
                    withIntermediateDirectories: true
                )
                let target = path == "/dev/console" ? canary + "/file" : canary
                #expect(symlink(up + target, place) == 0)
            }
            _ = try bench.container([
                "run", "--rm", "-t", "dir:\(bench.image)", "/probe", "echo", "ran",
            ])
            bench.expectUnharmed()
        }
    }

    @Test func `does not have files copied to the host while it swaps folders and links`() throws {
        let bench = try AttackBench()
        let volume = bench.folder + "/shared"
        try FileManager.default.createDirectory(
            atPath: volume,
            withIntermediateDirectories: false
        )
        let made = try bench.container([
            "run", "-d", "--name", "one", "dir:\(bench.image)", "/probe", "swap", "/tmp",
            bench.watch.canary,
        ])
        #expect(made.code == 0, "\(made.stderr)")
        let secret = try String(contentsOfFile: bench.watch.canary + "/file", encoding: .utf8)
        try "copied".write(toFile: volume + "/file", atomically: false, encoding: .utf8)
        for _ in 0..<15 {
            _ = try bench.container(["cp", volume + "/file", "one:/tmp/a/file"])
            try? FileManager.default.removeItem(atPath: volume + "/out")
            _ = try bench.container(["cp", "one:/tmp/a/file", volume + "/out"])
            let out = try? String(contentsOfFile: volume + "/out", encoding: .utf8)
            #expect(out != secret)
        }
        _ = try bench.container(["rm", "-f", "one"])
        bench.expectUnharmed()
    }
}
