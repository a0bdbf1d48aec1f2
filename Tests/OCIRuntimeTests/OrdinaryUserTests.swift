import Foundation
import OCI
import TestSupport
import Testing

@Suite(.needsRoot) struct `An ordinary user's bundle` {
    private let nobody: UInt32 = 65534
    let bundle: TestBundle

    init() throws {
        bundle = try TestBundle()
        bundle.user = nobody
        bundle.spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        let map = [LinuxIDMapping(containerID: 0, hostID: nobody, size: 1)]
        bundle.spec.linux?.uidMappings = map
        bundle.spec.linux?.gidMappings = map
        // A namespace with a single group has no group 5 for terminals.
        for index in bundle.spec.mounts?.indices ?? 0..<0 {
            bundle.spec.mounts?[index].options?.removeAll { $0 == "gid=5" }
        }
    }

    @Test func `runs, is joined and goes away`() throws {
        bundle.script("id -u; touch /made; sleep 100")
        let start = try bundle.runtime("run", "--detach", "one")
        #expect(start.code == 0, "\(start.stderr)")
        #expect(try bundle.status("one") == "running")
        let end = try bundle.runtime("exec", "one", "sh", "-c", "id -u; ps; cat /proc/self/uid_map")
        #expect(end.code == 0, "\(end.stderr)")
        #expect(end.stdout.hasPrefix("0\n"))
        #expect(end.stdout.contains("sleep 100"))
        var status = stat()
        let made = bundle.path + "/rootfs/made"
        // It runs, but perhaps it has not come to that yet.
        for _ in 0..<6000 where stat(made, &status) != 0 { usleep(10_000) }
        #expect(stat(made, &status) == 0)
        #expect(status.st_uid == nobody)
        #expect(try bundle.runtime("delete", "--force", "one").code == 0)
        #expect(try bundle.runtime("list", "-q").stdout == "")
    }

    @Test func `grants who joins it what its first process has`() throws {
        let set = ["CAP_CHOWN", "CAP_KILL"]
        bundle.spec.process?.capabilities = LinuxCapabilities(
            effective: set,
            bounding: set,
            permitted: set
        )
        bundle.script("sleep 100")
        #expect(try bundle.runtime("run", "--detach", "one").code == 0)
        let script = "grep -h CapEff /proc/1/status /proc/self/status | uniq"
        let end = try bundle.runtime("exec", "one", "sh", "-c", script)
        #expect(end.stdout == "CapEff:\t0000000000000021\n")
        #expect(end.stderr == "")
        #expect(try bundle.runtime("delete", "--force", "one").code == 0)
    }

    @Test func `is told what it lacks`() throws {
        bundle.spec.linux?.namespaces?.removeAll { $0.type == "user" }
        bundle.spec.linux?.uidMappings = nil
        bundle.spec.linux?.gidMappings = nil
        let end = try bundle.runtime("create", "one")
        #expect(end.code == 1)
        #expect(end.stderr.contains("needs a user namespace"))
    }

    @Test func `is kept in the user's own folder, also as root of a user namespace`() throws {
        let room = bundle.path + "/room"
        let made = try SpawnedProgram(
            ["/usr/bin/install", "-d", "-o", "\(nobody)", room],
            environment: [:],
            directory: "/"
        )
        _ = try made.wait()
        // As podman calls a runtime.
        let end = try SpawnedProgram(
            [
                "/usr/bin/setpriv", "--reuid", "\(nobody)", "--regid", "\(nobody)",
                "--clear-groups", "/usr/bin/unshare", "-Ur", bundle.path + "/bin/cuvette-oci",
                "list", "-q",
            ],
            environment: ["XDG_RUNTIME_DIR": room],
            directory: "/"
        ).wait()
        #expect(end.code == 0, "\(end.stderr)")
        #expect(FileManager.default.fileExists(atPath: room + "/cuvette-oci"))
    }
}
