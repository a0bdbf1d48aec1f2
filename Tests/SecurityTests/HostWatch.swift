import Foundation
import Glibc
import TestSupport

/// What an attack could harm, as it was before.
final class HostWatch: Sendable {
    /// A folder of the host that no container is given, with one file in it.
    let canary: String
    /// A process of the host.
    let bystander: SpawnedProgram
    private let before: [String: String]
    private let programs: [String]

    /// Puts a file and a process at risk.
    ///
    /// - Parameters:
    ///   - folder: Where the canary lies.
    ///   - programs: The programs that make the containers.
    ///   - runner: Whose process it is.
    /// - Throws: What cannot be made.
    init(in folder: String, programs: [String], runner: Runner) throws {
        canary = folder + "/canary"
        self.programs = programs
        try FileManager.default.createDirectory(
            atPath: canary,
            withIntermediateDirectories: true
        )
        try UUID().uuidString.write(toFile: canary + "/file", atomically: false, encoding: .utf8)
        bystander = try SpawnedProgram(
            runner.prefix + ["/bin/sleep", "1000"],
            environment: [:],
            directory: "/"
        )
        before = Self.state(canary: canary, programs: programs)
    }

    deinit {
        bystander.signal(SIGKILL)
        _ = try? bystander.wait()
    }

    /// What is different now, a line each.
    func harm() -> [String] {
        let now = Self.state(canary: canary, programs: programs)
        var harm = Set(before.keys).union(now.keys).sorted().filter { before[$0] != now[$0] }
            .map { "\($0) was \(before[$0] ?? "missing") and is \(now[$0] ?? "missing")" }
        var state: [Substring] = []
        // One that was not harmed sleeps, but may just be beginning to, or wait for a page of its program.
        for _ in 0..<3000 {
            state = Self.text("/proc/\(bystander.pid)/stat").split(separator: " ")
            if state.count > 2, state[2] == "S" { return harm }
            usleep(20_000)
        }
        harm.append("the bystander: \(state.prefix(3))")
        return harm
    }

    private static let files = [
        "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/hosts", "/etc/resolv.conf",
        "/etc/ld.so.preload", "/usr/bin/env", "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/hostname", "/proc/sys/kernel/domainname", "/proc/sys/kernel/modprobe",
        "/proc/sys/kernel/sysrq", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/fs/file-max",
    ]

    private static let folders = ["/", "/dev", "/etc"]

    private static func state(canary: String, programs: [String]) -> [String: String] {
        var state: [String: String] = [:]
        for path in files + [canary + "/file"] {
            guard let bytes = FileManager.default.contents(atPath: path) else { continue }
            state[path] = bytes.count < 200 ? text(path) : "\(bytes.count) bytes, \(hash(bytes))"
        }
        for path in programs + [canary, canary + "/file", "/dev/null", "/dev/zero"] {
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            let numbers: [UInt64] = [
                UInt64(status.st_mode), UInt64(status.st_uid), UInt64(status.st_gid),
                UInt64(status.st_rdev), UInt64(status.st_ino), UInt64(status.st_size),
            ]
            state["\(path): mode, owner, device, inode, size"] = "\(numbers)"
        }
        // Nothing can write to a file without a trace in its time of change, and programs are too large to be read often.
        for path in programs {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            state["\(path): time of change"] = "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
        }
        for path in folders + [canary] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                continue
            }
            state["names in \(path)"] = names.sorted().joined(separator: " ")
        }
        state["mounts"] = text("/proc/self/mountinfo").split(separator: "\n")
            .filter { $0.contains(canary) }.joined(separator: "\n")
        return state
    }

    /// FNV-1a: it is to tell damage, not to withstand somebody who makes two files of one hash.
    private static func hash(_ bytes: Data) -> UInt64 {
        bytes.withUnsafeBytes { buffer in
            buffer.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
