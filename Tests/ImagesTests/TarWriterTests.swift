import Foundation
import Glibc
import HostSystem
import SystemPackage
import Testing

@testable import Images

@Suite struct `An archive of ours` {
    private final class Bytes {
        var data = Data()
    }

    /// What /usr/bin/tar says that an archive holds.
    private func listed(_ archive: Data) throws -> String {
        let path = NSTemporaryDirectory() + "tar-\(UUID().uuidString)"
        try archive.write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let tar = Process()
        let output = Pipe()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        tar.arguments = ["--numeric-owner", "--utc", "-tvf", path]
        tar.standardOutput = output
        try tar.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    @Test func `is read by tar, whatever the lengths and numbers`() throws {
        let bytes = Bytes()
        var writer = TarWriter { bytes.data.append(contentsOf: $0) }
        var status = stat()
        status.st_mode = S_IFREG | 0o640
        status.st_uid = 3_000_000
        status.st_gid = 7
        let long = String(repeating: "d/", count: 90) + "file"
        for name in ["short", long] {
            try writer.begin(.init(name: Array(name.utf8), type: 0x30, status: status, size: 5))
            try Array("hello".utf8).withUnsafeBytes { try writer.add($0) }
            try writer.pad()
        }
        let target = Array(String(repeating: "t", count: 150).utf8)
        try writer.begin(
            .init(name: Array("link".utf8), type: 0x32, status: status, target: target)
        )
        try writer.finish()
        let lines = try listed(bytes.data).split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.contains("3000000/7") })
        #expect(lines[0].hasPrefix("-rw-r-----") && lines[0].hasSuffix(" short"))
        #expect(lines[1].hasSuffix(long))
        #expect(lines[2].hasSuffix("link -> " + String(repeating: "t", count: 150)))
    }

    @Test func `says in the words of the specification what a layer hides`() throws {
        let folder = NSTemporaryDirectory() + "layer-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/d",
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A whiteout is a device of the number 0; anybody may make one.
        guard mknod(folder + "/d/gone", S_IFCHR, 0) == 0 else { return }
        let bytes = Bytes()
        var archiver = TreeArchiver(
            TarWriter { bytes.data.append(contentsOf: $0) },
            convertsWhiteouts: true
        )
        try archiver.addContent(of: Directory(opening: FilePath(folder)))
        try archiver.finish()
        let lines = try listed(bytes.data).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.hasSuffix("d/.wh.gone") == true)
    }
}
