import Foundation
import Glibc
import TestSupport
import Testing

/// An image whose makers want the runtime to write to the host.
@Suite(.needsRoot) struct `A hostile image` {
    /// Replaces a path of an image by a link to the canary, however it is written.
    private func link(_ path: String, in image: String, to target: String) throws {
        let place = image + path
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(
            atPath: (place as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        #expect(symlink(target, place) == 0)
    }

    private static let paths = [
        "/proc", "/sys", "/dev", "/dev/null", "/dev/console", "/dev/pts", "/dev/shm", "/dev/fd",
        "/dev/ptmx", "/dev/mqueue", "/proc/self", "/sys/fs/cgroup", "/run", "/run/cuvette",
        "/workspace", "/etc", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd", "/tmp", "/home",
        "/cache", "/cache/inner",
    ]

    @Test(arguments: Runner.available)
    func `whose folders lead to the host leads nowhere`(runner: Runner) throws {
        for (index, path) in Self.paths.enumerated() {
            let bench = try AttackBench(runner) { image in
                let canary = (image as NSString).deletingLastPathComponent + "/canary"
                try link(path, in: image, to: (index % 2 == 0 ? "" : "/../../../..") + canary)
            }
            let run = try bench.run(
                """
                a:
                  caches: [{name: one, path: /cache}, {name: two, path: /cache/inner/deep}]
                  steps:
                    - {command: [/probe, ls, /proc/self/fd], continue-on-error: true}
                    - {command: [/probe, cat, "\(bench.watch.canary)/file"], continue-on-error: true}
                """
            )
            let secret = try String(contentsOfFile: bench.watch.canary + "/file", encoding: .utf8)
            #expect(!run.stdout.contains(secret), "\(path)")
            bench.expectUnharmed()
        }
    }

    @Test(arguments: ["/proc", "/sys", "/dev"])
    func `whose proc, sys or dev is no folder is refused`(path: String) throws {
        for kind in ["link", "file", "loop"] {
            let bench = try AttackBench { image in
                switch kind {
                case "link": try link(path, in: image, to: "/tmp")
                case "loop": try link(path, in: image, to: String(path.dropFirst()))
                default:
                    #expect(FileManager.default.createFile(atPath: image + path, contents: Data()))
                }
            }
            let run = try bench.run("a: {steps: [{command: [/probe, echo, ran]}]}")
            #expect(run.code == 3, "\(kind): \(run.stdout)\(run.stderr)")
            #expect(!run.stdout.contains("\"ran\""))
            bench.expectUnharmed()
        }
    }

    @Test func `whose null device is a file of its own still has its secrets hidden`() throws {
        let bench = try AttackBench { image in
            try FileManager.default.createDirectory(
                atPath: image + "/dev",
                withIntermediateDirectories: false
            )
            try "owned".write(toFile: image + "/dev/null", atomically: false, encoding: .utf8)
        }
        #expect(try bench.probe("cat", "/proc/timer_list") == [])
        #expect(try bench.probe("cat", "/dev/null") == [])
    }

    @Test(arguments: ["fifo", "device", "endless", "large"])
    func `whose table of users is no table is refused in time`(kind: String) throws {
        let bench = try AttackBench { image in
            let passwd = image + "/etc/passwd"
            try FileManager.default.removeItem(atPath: passwd)
            switch kind {
            case "fifo": mkfifo(passwd, 0o644)
            case "device": mknod(passwd, S_IFCHR | 0o666, UInt(1 << 8 | 5))
            case "endless": symlink("/dev/zero", passwd)
            default:
                let line = Array("builder:x:1000:100::/home:/probe\n".utf8)
                try Data(line + [UInt8](repeating: 0x0A, count: 8 << 20))
                    .write(to: URL(fileURLWithPath: passwd))
            }
        }
        let run = try bench.run("a: {steps: [{command: [/probe, identity], user: builder}]}")
        #expect(run.code != 0)
        #expect(try run.lines(of: "a/1") == [])
    }
}
