import Containers
import Foundation
import Glibc
import OCI
import TestSupport
import Testing

@Suite(.needsRoot) struct `A hostile bundle` {
    private func link(_ path: String, in root: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: root + path)
        try FileManager.default.createDirectory(
            atPath: ((root + path) as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        #expect(symlink(target, root + path) == 0)
    }

    @Test(arguments: [
        "/proc", "/sys", "/dev", "/dev/null", "/dev/console", "/dev/pts", "/dev/shm", "/dev/fd",
        "/dev/mqueue", "/sys/fs/cgroup", "/volume", "/volume/inner", "/tmp",
    ]) func `whose folders lead to the host leads nowhere`(path: String) throws {
        for up in ["", "/../../.."] {
            let bench = try BundleBench(["/probe", "ls", "/"]) { configuration in
                var mounts = configuration["mounts"] as? [[String: Any]] ?? []
                mounts.append([
                    "destination": "/volume/inner/deep", "type": "tmpfs", "source": "tmpfs",
                ])
                configuration["mounts"] = mounts
            } prepare: { root, canary in
                try link(path, in: root, to: up + canary)
            }
            _ = try bench.run()
            #expect(bench.watch.harm() == [], "\(up)")
        }
    }

    @Test(arguments: [false, true])
    func `cannot open the devices that its root holds`(saysSo: Bool) throws {
        // What engines write.
        let rules: [[String: Any]] = saysSo ? [["allow": false, "access": "rwm"]] : []
        for (major, minor, kind) in [(7, 0, S_IFBLK), (10, 200, S_IFCHR), (10, 229, S_IFCHR)] {
            let bench = try BundleBench(
                ["/probe", "node", "/node"],
                adjust: { configuration in
                    configuration.change("linux") { linux in
                        linux.change("resources") { $0["devices"] = rules }
                    }
                },
                prepare: { root, _ in
                    mknod(root + "/node", kind | 0o666, UInt(major << 8 | minor))
                }
            )
            let end = try bench.run()
            let lines = end.stdout.split(separator: "\n")
            #expect(lines.count == 2, "\(end.stderr)")
            #expect(lines.allSatisfy { $0.hasSuffix(": EPERM") }, "\(major):\(minor) \(lines)")
        }
    }

    @Test(arguments: [
        "kernel.core_pattern", "kernel/core_pattern", "net.ipv4/../../kernel.core_pattern",
        "net/ipv4/../../kernel/core_pattern", "vm.drop_caches", "fs.file-max", "kernel.modprobe",
        "net", "", "../../../proc/sysrq-trigger",
    ]) func `cannot set what belongs to the host`(setting: String) throws {
        let bench = try BundleBench(["/probe", "echo", "ran"]) { configuration in
            configuration.change("linux") { $0["sysctl"] = [setting: "|/tmp/owned"] }
        }
        let end = try bench.run()
        #expect(end.code != 0, "\(end.stdout)")
        #expect(!end.stdout.contains("ran"))
        #expect(bench.watch.harm() == [])
    }

    @Test(arguments: ["/proc/sys", "/proc/sys/net", "/proc/sys/net/ipv4"])
    func `cannot lay a mount over proc to which the runtime writes`(path: String) throws {
        let bench = try BundleBench(["/probe", "echo", "ran"]) { configuration in
            var mounts = configuration["mounts"] as? [[String: Any]] ?? []
            mounts.append([
                "destination": path, "type": "bind", "source": "/proc/sys/kernel",
                "options": ["bind", "rw"],
            ])
            configuration["mounts"] = mounts
            configuration.change("linux") { $0["sysctl"] = ["net.ipv4.ip_forward": "1"] }
        }
        let before = try String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)
        let end = try bench.run()
        #expect(end.code != 0, "\(end.stdout)")
        #expect(
            try String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8) == before
        )
        #expect(bench.watch.harm() == [])
    }

    @Test func `attacks the kernel in vain`() throws {
        for (verb, count) in [("kernel", 25), ("namespaces", 27), ("keys", 5), ("handles", 1)] {
            let filter = try Document.encode(LinuxSeccomp.standard())
            let bench = try BundleBench(["/probe", verb]) { configuration in
                configuration.change("linux") {
                    $0["seccomp"] = try? JSONSerialization.jsonObject(with: Data(filter))
                }
            }
            let end = try bench.run()
            let lines = end.stdout.split(separator: "\n")
            #expect(lines.count == count, "\(verb): \(end.stderr)")
            let allowed = lines.filter { $0.hasSuffix(": allowed") }
            #expect(allowed == [], "\(verb)")
            #expect(bench.watch.harm() == [])
        }
    }

    @Test(.serialized, arguments: ["4294967295", "4294967296", "-1", "0x0", "1e3", "0:-1"])
    func `gives no process that joins it a user that cannot be`(user: String) throws {
        let bench = try BundleBench(["/probe", "sleep", "60"])
        let container = try bench.start(["run", "--bundle", bench.folder + "/bundle", bench.id])
        defer {
            _ = try? bench.runtime("delete", "--force", bench.id)
            _ = try? container.wait()
        }
        try waitUntilRunning(bench)
        let end = try bench.runtime("exec", "--user=\(user)", bench.id, "/probe", "identity")
        #expect(end.code != 0, "\(end.stdout)")
        #expect(!end.stdout.contains("uid"))
    }

    @Test func `cannot reach the runtime through a process that joins it`() throws {
        // It attacks for as long as others join.
        let bench = try BundleBench(["/probe", "program", "600000"])
        let container = try bench.start(["run", "--bundle", bench.folder + "/bundle", bench.id])
        try waitUntilRunning(bench)
        for _ in 0..<8 {
            _ = try bench.runtime("exec", bench.id, "/probe", "echo", "joined")
            _ = try bench.runtime("exec", bench.id, "/proc/self/exe")
        }
        for number in 3...10 {
            let end = try bench.runtime(
                "exec",
                "--cwd=/proc/self/fd/\(number)",
                bench.id,
                "/probe",
                "pwd"
            )
            #expect(end.code != 0 && end.stdout.isEmpty, "\(number): \(end.stdout)")
        }
        let listed = try bench.runtime("exec", bench.id, "/probe", "ls", "/proc/self/fd")
        #expect(listed.stdout.split(separator: "\n").sorted() == ["0", "1", "2", "3"])
        let status = try bench.runtime("exec", bench.id, "/probe", "status").stdout
        #expect(status.contains("CapInh:\t0000000000000000"), "\(status)")
        #expect(try bench.runtime("kill", bench.id, "TERM").code == 0)
        let end = try container.wait()
        #expect(end.stdout == "overwrite a program: refused\n", "\(end.stderr)")
        #expect(bench.watch.harm() == [])
    }

    private func waitUntilRunning(_ bench: BundleBench) throws {
        for _ in 0..<3000 {
            if try bench.runtime("state", bench.id).stdout.contains("\"running\"") { return }
            usleep(20_000)
        }
        Issue.record("the container does not run")
    }
}
