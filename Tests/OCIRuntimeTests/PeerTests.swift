import Foundation
import OCI
import TestSupport
import Testing

/// What other runtimes do and their suites ask for, as far as a bundle shows it.
@Suite(.needsRoot) struct `A bundle that other runtimes run` {
    let bundle: TestBundle

    init() throws { bundle = try TestBundle() }

    @Test func `has the same ids inside where a user namespace has no maps`() throws {
        bundle.spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        var device = LinuxDevice(type: "c", path: "/dev/one", major: 1, minor: 3)
        device.fileMode = 0o640
        device.gid = 7
        bundle.spec.linux?.devices = [device]
        bundle.script("awk '{print $1, $2}' /proc/self/uid_map; stat -c '%a %g %F' /dev/one")
        let end = try bundle.run()
        #expect(end.stdout == "0 0\n640 7 character special file\n", "\(end.stderr)")
    }

    @Test func `shares the mounts of its caller where it has no mount namespace`() throws {
        bundle.spec.linux?.namespaces?.removeAll { $0.type == "mount" }
        bundle.script("test -d /proc/self && echo inside")
        let end = try bundle.run()
        #expect(end.stdout == "inside\n", "\(end.stderr)")
        let mounts = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        #expect(!mounts.contains(bundle.path))
    }

    @Test func `may use null whatever its own rules deny, and nothing else`() throws {
        var resources = LinuxResources()
        resources.devices = [LinuxDeviceRule(allow: false, access: "rwm")]
        bundle.spec.linux?.resources = resources
        bundle.spec.linux?.devices = [
            LinuxDevice(type: "c", path: "/dev/kmsg", major: 1, minor: 11)
        ]
        bundle.script("echo x > /dev/null && echo null; head -c 1 < /dev/kmsg; true")
        let end = try bundle.run()
        #expect(end.stdout == "null\n")
        #expect(end.stderr.contains("Operation not permitted"), "\(end.stderr)")
    }

    @Test func `has devices wherever it wants them, again and again`() throws {
        bundle.spec.linux?.devices = [
            LinuxDevice(type: "c", path: "/made/here//null/", major: 1, minor: 3)
        ]
        bundle.script("echo x > /made/here/null && stat -c %F /made/here/null")
        for _ in 1...2 {
            let end = try bundle.run()
            #expect(end.stdout == "character special file\n", "\(end.stderr)")
        }
    }

    @Test func `has a read-only dev with all in it`() throws {
        for index in bundle.spec.mounts?.indices ?? 0..<0
        where bundle.spec.mounts?[index].destination == "/dev" {
            bundle.spec.mounts?[index].options?.append("ro")
        }
        bundle.script("ls /dev/null /dev/pts/ptmx; touch /dev/new || echo refused")
        let end = try bundle.run()
        #expect(end.stdout == "/dev/null\n/dev/pts/ptmx\nrefused\n", "\(end.stderr)")
    }

    @Test func `gets a copy of a link where it asks for one`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: bundle.path + "/link",
            withDestinationPath: "nowhere"
        )
        bundle.spec.mounts?.append(
            RuntimeMount(
                destination: "/a/link",
                type: "bind",
                source: bundle.path + "/link",
                options: ["bind", "copy-symlink"]
            )
        )
        bundle.script("readlink /a/link")
        let end = try bundle.run()
        #expect(end.stdout == "nowhere\n", "\(end.stderr)")
    }

    @Test func `is not put into a cgroup that stands still`() throws {
        let name = "cuvette-frozen-\(UUID().uuidString.prefix(8))"
        let freezer = "/sys/fs/cgroup/freezer/\(name)"
        guard FileManager.default.fileExists(atPath: "/sys/fs/cgroup/freezer") else {
            print("skipped: there is no v1 freezer here")
            return
        }
        try FileManager.default.createDirectory(
            atPath: freezer,
            withIntermediateDirectories: false
        )
        defer { rmdir(freezer) }
        try "FROZEN".write(
            toFile: freezer + "/freezer.state",
            atomically: false,
            encoding: .utf8
        )
        bundle.spec.linux?.cgroupsPath = "/" + name
        let end = try bundle.run()
        #expect(end.code == 1)
        #expect(end.stderr.contains("frozen"), "\(end.stderr)")
        try "THAWED".write(toFile: freezer + "/freezer.state", atomically: false, encoding: .utf8)
    }

    @Test func `may take sizes as words and no limit as a negative number`() throws {
        bundle.script("sleep 100")
        #expect(try bundle.runtime("run", "--detach", "one").code == 0)
        #expect(try bundle.runtime("update", "--memory", "64M", "one").code == 0)
        #expect(try bundle.runtime("update", "--memory-swap", "-1", "one").code == 0)
        #expect(try bundle.runtime("update", "--memory", "64 parsecs", "one").code != 0)
    }

    @Test func `is deleted by a pattern of its id`() throws {
        bundle.script("sleep 100")
        for id in ["aa1", "aa2", "bb"] {
            #expect(try bundle.runtime("create", id).code == 0)
        }
        #expect(try bundle.runtime("delete", "--force", "--regex", "^aa").code == 0)
        #expect(try bundle.runtime("list", "--quiet").stdout == "bb\n")
        #expect(try bundle.runtime("delete", "--regex", "(").code != 0)
    }
}
