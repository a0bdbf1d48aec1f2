import Foundation
import OCI
import TestSupport
import Testing

@Suite(.needsRoot) struct `A bundle's namespaces` {
    let bundle: TestBundle

    init() throws { bundle = try TestBundle() }

    @Test func `of users have the maps of the specification`() throws {
        bundle.spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        let maps = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 1000)]
        bundle.spec.linux?.uidMappings = maps
        bundle.spec.linux?.gidMappings = maps
        chown(bundle.path + "/rootfs", 100_000, 100_000)
        bundle.script(
            "id -u; cat /proc/self/uid_map | awk '{print $1, $2, $3}'; touch /made; ls -l /dev/null; touch /dev/null && echo ok"
        )
        let end = try bundle.run()
        #expect(end.code == 0, "\(end.stderr)")
        let lines = end.stdout.split(separator: "\n")
        #expect(lines.prefix(2) == ["0", "0 100000 1000"])
        #expect(lines.last == "ok")
        var status = stat()
        #expect(stat(bundle.path + "/rootfs/made", &status) == 0)
        #expect(status.st_uid == 100_000)
    }

    @Test func `of users are joined by further processes`() throws {
        bundle.spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        let maps = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 1000)]
        bundle.spec.linux?.uidMappings = maps
        bundle.spec.linux?.gidMappings = maps
        bundle.script("sleep 100")
        chown(bundle.path + "/rootfs", 100_000, 100_000)
        let start = try bundle.runtime("run", "--detach", "one")
        #expect(start.code == 0, "\(start.stderr)")
        let end = try bundle.runtime(
            "exec",
            "--user",
            "5:6",
            "one",
            "sh",
            "-c",
            "id -u; id -g; ps | wc -l"
        )
        #expect(end.stdout.hasPrefix("5\n6\n"), "\(end.stderr)")
    }

    @Test func `of time have clocks of their own`() throws {
        bundle.spec.linux?.namespaces?.append(LinuxNamespace(type: "time"))
        bundle.spec.linux?.timeOffsets = [
            "boottime": LinuxTimeOffset(secs: 1_000_000_000, nanosecs: 0)
        ]
        bundle.script("cat /proc/uptime | awk '{print ($1 > 1000000000)}'")
        let end = try bundle.run()
        #expect(end.stdout == "1\n", "\(end.stderr)")
    }

    @Test func `are joined where a path is given`() throws {
        bundle.script("sleep 100")
        bundle.spec.hostname = "first"
        try bundle.runtime("run", "--detach", "--pid-file", bundle.path + "/pid", "one")
        let pid = try String(contentsOfFile: bundle.path + "/pid", encoding: .utf8)
        bundle.spec.linux?.namespaces = [
            LinuxNamespace(type: "mount"), LinuxNamespace(type: "ipc", path: "/proc/\(pid)/ns/ipc"),
            LinuxNamespace(type: "uts", path: "/proc/\(pid)/ns/uts"),
            LinuxNamespace(type: "pid", path: "/proc/\(pid)/ns/pid"),
            LinuxNamespace(type: "network", path: "/proc/\(pid)/ns/net"),
        ]
        bundle.spec.hostname = nil
        bundle.script("hostname; ps | grep -c 'sleep 100'; readlink /proc/self/ns/net")
        let end = try bundle.run("two")
        let lines = end.stdout.split(separator: "\n")
        #expect(lines.first == "first", "\(end.stderr)")
        #expect(Int(lines.dropFirst().first ?? "") ?? 0 > 0)
        let network = try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/\(pid)/ns/net"
        )
        #expect(lines.last == network[...])
    }

    @Test func `are not joined by a path of another kind`() throws {
        bundle.spec.linux?.namespaces = [
            LinuxNamespace(type: "mount"), LinuxNamespace(type: "pid", path: "/proc/self/ns/net"),
        ]
        bundle.spec.hostname = nil
        let end = try bundle.runtime("create", "one")
        #expect(end.code == 1)
        #expect(end.stderr.contains("cannot join the pid namespace"))
    }

    @Test func `have the kernel settings of the specification`() throws {
        bundle.spec.linux?.sysctl = ["net.ipv4.ip_forward": "1", "kernel.shmmax": "4194304"]
        bundle.script("cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmax")
        #expect(try bundle.run().stdout == "1\n4194304\n")
    }
}
