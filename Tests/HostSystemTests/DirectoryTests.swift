import Foundation
import Glibc
import HostSystem
import SystemPackage
import Testing

@Suite final class `A directory` {
    private let folder: Directory
    private let path: FilePath

    init() throws {
        path = FilePath(NSTemporaryDirectory()).appending("cuvette-dir-\(UUID().uuidString)")
        folder = try Directory(creating: path.appending("inside"))
        try Directory(opening: path).writeFile("canary", Array("alive".utf8))
    }

    @Test(arguments: ["../canary", "/etc/passwd", "out/canary", "absolute", "a/../../canary"])
    func `lets no path lead out`(name: String) throws {
        symlink("..", path.appending("inside/out").string)
        symlink("/etc/passwd", path.appending("inside/absolute").string)
        _ = try folder.makeDirectory("a")
        #expect(throws: SystemError.self) { _ = try folder.open(FilePath(name)) }
    }

    @Test func `makes nothing outside`() throws {
        #expect(throws: SystemError.self) { _ = try folder.makeDirectory("../made/below") }
        #expect(throws: SystemError.self) { _ = try folder.makeDirectory("a/../../made") }
        #expect(try Directory(opening: path).contains("made") == false)
    }

    @Test func `resolves absolute links inside of itself as a root`() throws {
        _ = try folder.makeDirectory("etc")
        try folder.directory("etc").writeFile("name", Array("ours".utf8))
        symlink("/etc/name", path.appending("inside/link").string)
        let bytes = try folder.openInRoot("/link").readAll(limit: 100, name: "link")
        #expect(bytes == Array("ours".utf8))
    }

    @Test func `writes a file whole or not at all`() throws {
        try folder.writeFile("f", [1, 2, 3])
        try folder.writeFile("f", [4])
        #expect(try folder.readFile("f") == [4])
        #expect(try folder.names().map(\.string) == ["f"])
    }

    @Test func `removes a tree of any depth, and nothing that links point at`() throws {
        var deep = try folder.makeDirectory("tree")
        for _ in 0..<1_000 { deep = try deep.makeDirectory("d") }
        symlink(path.string, path.appending("inside/tree/link").string)
        let closed = try folder.makeDirectory("tree/closed")
        try closed.writeFile("file", [1])
        chmod(path.appending("inside/tree/closed").string, 0)
        try folder.removeTree("tree")
        #expect(try folder.names().isEmpty)
        #expect(try Directory(opening: path).readFile("canary") == Array("alive".utf8))
        try folder.removeTree("never there")
    }

    @Test func `says what it tried and why it was refused`() {
        do {
            _ = try folder.readFile("missing")
            Issue.record("there is no such file")
        } catch {
            #expect(error.description.hasPrefix("cannot open "))
            #expect(error.description.hasSuffix("missing: No such file or directory (openat2)"))
        }
    }

    @Test func `bounds what it reads`() throws {
        try folder.writeFile("big", [UInt8](repeating: 0, count: 1000))
        #expect(throws: SystemError.self) { _ = try folder.readFile("big", limit: 999) }
    }
}
