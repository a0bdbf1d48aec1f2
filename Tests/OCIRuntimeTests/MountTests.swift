import Foundation
import OCI
import TestSupport
import Testing

@Suite(.needsRoot) struct `A bundle's mounts` {
    let bundle: TestBundle
    let folder: String

    init() throws {
        bundle = try TestBundle()
        folder = bundle.path + "/shared"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "text".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
    }

    private func mount(_ destination: String, _ options: [String], type: String = "bind") {
        bundle.spec.mounts?.append(
            RuntimeMount(
                destination: destination,
                type: type,
                source: type == "bind" ? folder : type,
                options: options
            )
        )
    }

    @Test func `show folders and files of the host, read-only where they say so`() throws {
        mount("/a/deep/place", ["bind"])
        mount("/readonly", ["rbind", "ro"])
        bundle.spec.mounts?.append(
            RuntimeMount(
                destination: "/one-file",
                type: "bind",
                source: "shared/file",
                options: ["bind"]
            )
        )
        bundle.script(
            "cat /a/deep/place/file /one-file; touch /a/deep/place/new; touch /readonly/x && echo bad; true"
        )
        let end = try bundle.run()
        #expect(end.stdout == "texttext", "\(end.stderr)")
        #expect(end.stderr.contains("Read-only"))
        #expect(FileManager.default.fileExists(atPath: folder + "/new"))
    }

    @Test func `go where the image's links lead, and never out of it`() throws {
        let outside = bundle.path + "/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: bundle.path + "/rootfs/link",
            withDestinationPath: outside
        )
        mount("/link/place", ["bind"])
        bundle.script("cat /link/place/file; ls \(outside)")
        let end = try bundle.run()
        #expect(end.stdout.contains("text"), "\(end.stderr)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == [])
    }

    @Test func `do not replace the kernel's by way of a link`() throws {
        for name in ["proc", "sys", "dev"] {
            let link = bundle.path + "/rootfs/" + name
            try? FileManager.default.removeItem(atPath: link)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/bin")
            let end = try bundle.run()
            #expect(end.code == 1)
            #expect(end.stderr.contains("/\(name)"), "\(end.stderr)")
            try FileManager.default.removeItem(atPath: link)
        }
    }

    @Test func `take what lay there along`() throws {
        try FileManager.default.createDirectory(
            atPath: bundle.path + "/rootfs/full/sub",
            withIntermediateDirectories: true
        )
        try "kept".write(
            toFile: bundle.path + "/rootfs/full/sub/file",
            atomically: false,
            encoding: .utf8
        )
        mount("/full", ["tmpcopyup", "size=1m", "mode=755"], type: "tmpfs")
        bundle.script("cat /full/sub/file; touch /full/new; mount | grep -c ' /full '")
        let end = try bundle.run()
        #expect(end.stdout == "kept1\n", "\(end.stderr)")
        #expect(!FileManager.default.fileExists(atPath: bundle.path + "/rootfs/full/new"))
    }

    @Test func `shift ids`() throws {
        chown(folder + "/file", 2000, 2000)
        var mount = RuntimeMount(
            destination: "/shifted",
            type: "bind",
            source: folder,
            options: ["bind"]
        )
        mount.uidMappings = [LinuxIDMapping(containerID: 2000, hostID: 7000, size: 10)]
        mount.gidMappings = mount.uidMappings
        bundle.spec.mounts?.append(mount)
        bundle.script("stat -c %u:%g /shifted/file")
        let end = try bundle.run()
        #expect(end.stdout == "7000:7000\n", "\(end.stderr)")
    }

    @Test func `leave a read-only root alone`() throws {
        bundle.spec.root?.readonly = true
        bundle.script("touch /x; touch /dev/shm/y && echo ok")
        let end = try bundle.run()
        #expect(end.stdout == "ok\n")
        #expect(end.stderr.contains("Read-only"))
    }
}

@Suite(.needsRoot) struct `A bundle's hooks` {
    let bundle: TestBundle

    init() throws { bundle = try TestBundle() }

    private func hook(_ text: String, timeout: Int? = nil) -> RuntimeHook {
        RuntimeHook(
            path: "/bin/sh",
            args: ["sh", "-c", text],
            env: ["PATH=/bin"],
            timeout: timeout
        )
    }

    @Test func `run in order, each with the state on its input`() throws {
        let log = bundle.path + "/log"
        func noting(_ name: String) -> RuntimeHook {
            hook("echo \(name) $(cat) >> \(log)")
        }
        bundle.spec.hooks = RuntimeHooks(
            prestart: [noting("prestart")],
            createRuntime: [noting("createRuntime")],
            createContainer: [noting("createContainer")],
            startContainer: [hook("cat > /state; echo $$ > /pid")],
            poststart: [noting("poststart")],
            poststop: [noting("poststop")]
        )
        bundle.script("cat /state; test -s /pid")
        let end = try bundle.run()
        #expect(end.code == 0, "\(end.stderr)")
        #expect(end.stdout.contains(#""id":"one""#))
        #expect(end.stdout.contains(#""status":"created""#))
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        let names = lines.map { $0.split(separator: " ")[0] }
        #expect(
            names == ["prestart", "createRuntime", "createContainer", "poststart", "poststop"]
        )
        #expect(lines[1].contains(#""status":"created""#))
        #expect(lines[3].contains(#""status":"running""#))
        #expect(lines[4].contains(#""status":"stopped""#))
        #expect(lines[1].contains(#""pid":"#))
    }

    @Test func `stop a container by failing`() throws {
        bundle.spec.hooks = RuntimeHooks(createRuntime: [hook("exit 3")])
        let end = try bundle.runtime("create", "one")
        #expect(end.code == 1)
        #expect(end.stderr.contains("createRuntime[0]"))
        #expect(end.stderr.contains("exit code 3"))
        #expect(try bundle.runtime("list", "-q").stdout == "")
        bundle.spec.hooks = RuntimeHooks(createContainer: [hook("sleep 100", timeout: 1)])
        let late = try bundle.runtime("create", "one")
        #expect(late.code == 1)
        #expect(late.stderr.contains("timed out"), "\(late.stderr)")
    }
}
