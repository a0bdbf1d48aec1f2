import Foundation
import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

/// What another program writes to standard output.
private func output(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(program(name)))
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) \(arguments)")
    return String(decoding: data, as: UTF8.self)
}

@Suite struct `The store as it lies` {
    private let room: StoreRoom
    private let image: StoredImage
    private let details: ImageDetails

    init() throws {
        room = try StoreRoom()
        try room.images.tag(try room.image("first"), "quay.io/team/app:1.0")
        try room.images.tag(try room.image("second"), "quay.io/team/app:1.0")
        try room.images.tag(try room.image("other"), "other")
        try room.images.keep(try room.image("unnamed"))
        image = try room.images.find("quay.io/team/app:1.0")
        details = try room.images.details(of: image)
    }

    private var layout: String { "\(room.store)/images" }

    @Test(.enabled(if: program("skopeo") != nil, "needs skopeo"))
    func `is read by skopeo, digests kept`() throws {
        let name = "oci:\(layout):quay.io/team/app:1.0"
        let raw = try output("skopeo", ["inspect", "--raw", name])
        #expect(Digest.of(Array(raw.utf8)) == image.descriptor.digest)
        let target = "oci:\(room.scratch.path)/copy:app"
        _ = try output("skopeo", ["copy", "-q", "--insecure-policy", name, target])
        let other = try StoreRoom()
        let taken = try ImageIntake(other.content).take(room.scratch.path.appending("copy"))
        #expect(taken.map(\.descriptor.digest) == [image.descriptor.digest])
    }

    @Test(.enabled(if: program("umoci") != nil, "needs umoci"))
    func `is read by umoci`() throws {
        let names = try output("umoci", ["ls", "--layout", layout]).split(separator: "\n")
        #expect(names == ["docker.io/library/other:latest", "quay.io/team/app:1.0"])
        let text = try output(
            "umoci",
            ["stat", "--json", "--image", "\(layout):quay.io/team/app:1.0"]
        )
        #expect(text.contains(details.manifest.layers[0].digest.hex))
    }

    @Test(.needsHostRoot, .enabled(if: program("podman") != nil, "needs podman"))
    func `is read by podman, and what podman saves is the same image`() throws {
        let root = "\(room.scratch.path)/podman"
        let podman = ["--root", root, "--runroot", "\(root)-run", "--storage-driver", "vfs"]
        // podman makes a name of the path, which must be lower case for that.
        let link = "/tmp/cuvette-store-\(UUID().uuidString.lowercased())"
        #expect(symlinked(FilePath(link), to: FilePath(layout)))
        defer { unlink(link) }
        let name = "oci:\(link):quay.io/team/app:1.0"
        let id = try output("podman", podman + ["pull", "-q", name])
        #expect(id.trimmingCharacters(in: .whitespacesAndNewlines) == details.id.hex)
        let file = room.scratch.path.appending("saved.tar")
        _ = try output(
            "podman",
            podman + [
                "save", "-q", "--format", "docker-archive", "-o", file.string, details.id.hex,
            ]
        )
        let other = try StoreRoom()
        let taken = try #require(try ImageIntake(other.content).take(file).first)
        let stored = StoredImage(name: nil, descriptor: taken.descriptor)
        #expect(try other.images.details(of: stored).id == details.id)
    }

    @Test(
        .enabled(if: program("skopeo") != nil, "needs skopeo"),
        arguments: ArchiveFormat.allCases
    )
    func `is saved in forms that skopeo reads`(format: ArchiveFormat) throws {
        let path = room.scratch.path.appending("saved.tar")
        let file = try ArchiveFile(creating: path)
        try ArchiveSaver(room.content, format: format).save([SavedImage(image)], to: file.write)
        let transport = format == .oci ? "oci-archive" : "docker-archive"
        let name = "\(transport):\(path):quay.io/team/app:1.0"
        let raw = try output("skopeo", ["inspect", "--config", "--raw", name])
        #expect(Digest.of(Array(raw.utf8)) == details.id)
        let target = "oci:\(room.scratch.path)/copy:app"
        _ = try output("skopeo", ["copy", "-q", "--insecure-policy", name, target])
    }
}
