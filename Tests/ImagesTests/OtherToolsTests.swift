import Foundation
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

/// A program in the PATH of whoever runs the tests, or nil.
func program(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}

func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments)")
}

/// An image with what layers do to each other.
private func fixture() throws -> ImageFixture {
    let parts = [
        ImageFixture.Part(.gzip) { tar in
            tar.directory("./")
            tar.directory("etc")
            tar.add("etc/passwd", "root") { $0.mode = 0o640 }
            tar.add("etc/shadow", "x") { $0.group = 42 }
            tar.directory("var/")
            tar.directory("var/cache", mode: 0o2775)
            tar.add("var/cache/old", "old")
            tar.directory("bin")
            tar.add("bin/su", "elf") { $0.mode = 0o4755 }
            tar.hardLink("bin/sudo", to: "bin/su")
            tar.link("sh", to: "bin/su")
        },
        ImageFixture.Part(.gzip) { tar in
            tar.directory("etc")
            tar.add("etc/.wh.shadow")
            tar.directory("var/")
            tar.directory("var/cache", mode: 0o755)
            tar.add("var/cache/.wh..wh..opq")
            tar.add("var/cache/new", "new")
            tar.add("sh", "a file now")
        },
    ]
    var fixture = ImageFixture()
    var descriptor = try fixture.image(parts)
    descriptor.annotations = ["org.opencontainers.image.ref.name": "latest"]
    fixture.index = [descriptor]
    return fixture
}

@Suite(.needsHostRoot) struct `An image of another tool` {
    /// The tree of an image as a container sees it, but for the root, which is the writable layer's.
    private func tree(of base: BaseImage, in room: LoaderRoom) async throws -> [String] {
        let image = try await room.loader().load(base)
        let layer = try WritableLayer(in: room.session, label: "test")
        let mount = try layer.mount(over: SnapshotChain(image.snapshots), userXattr: false)
        return Array(TreeListing("/proc/self/fd/\(mount.descriptor)/.").lines.dropFirst())
    }

    @Test(
        .enabled(if: program("skopeo") != nil, "needs skopeo"),
        arguments: ["oci", "oci-archive", "docker-archive"]
    )
    func `is the same after skopeo has copied it`(form: String) async throws {
        let skopeo = try #require(program("skopeo"))
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let target = "\(form):\(room.scratch.path)/copy:app:1"
        try run(skopeo, ["copy", "--insecure-policy", "oci:\(path):latest", target])
        let copy = try await tree(of: try BaseImage(target), in: try LoaderRoom())
        #expect(try await copy == tree(of: .layout(path, tag: "latest"), in: room))
        #expect(copy.count == 9)
    }

    @Test(.enabled(if: program("umoci") != nil, "needs umoci"))
    func `is the tree that umoci unpacks`() async throws {
        let umoci = try #require(program("umoci"))
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let bundle = "\(room.scratch.path)/bundle"
        try run(umoci, ["unpack", "--image", "\(path):latest", bundle])
        let own = try await tree(of: .layout(path, tag: "latest"), in: room)
        #expect(own == Array(TreeListing("\(bundle)/rootfs").lines.dropFirst()))
    }

    @Test(
        .enabled(if: program("podman") != nil, "needs podman"),
        arguments: ["oci-archive", "docker-archive"]
    )
    func `is the same after podman has kept it`(form: String) async throws {
        let podman = try #require(program("podman"))
        let room = try LoaderRoom()
        let path = try fixture().archive("image.tar", in: room.scratch, prefix: "")
        let root = "\(room.scratch.path)/podman"
        let global = ["--root", root, "--runroot", "\(root)-run", "--storage-driver", "vfs"]
        try run(podman, global + ["pull", "-q", "oci-archive:\(path)"])
        let file = "\(room.scratch.path)/saved.tar"
        try run(podman, global + ["save", "-q", "--format", form, "-o", file, "localhost/latest"])
        let copy = try await tree(of: try BaseImage("\(form):\(file)"), in: try LoaderRoom())
        #expect(try await copy == tree(of: .layoutArchive(path, tag: nil), in: room))
    }
}
