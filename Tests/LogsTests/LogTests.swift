import Foundation
import HostSystem
import Logs
import SystemPackage
import Testing

@Suite final class `A log` {
    private let folder: Directory

    init() throws {
        let path = FilePath(NSTemporaryDirectory()).appending("cuvette-log-\(UUID().uuidString)")
        folder = try Directory(creating: path)
    }

    private func write(_ pieces: [(LogStream, String)], secrets: [String] = []) throws {
        var writer = try LogWriter("01", in: folder, redactor: Redactor(secrets))
        for (stream, text) in pieces {
            try Array(text.utf8).withUnsafeBytes { try writer.write(stream, $0) { _ in } }
        }
        try writer.finish { _, _ in }
    }

    private func lines() throws -> [String] {
        var reader = try LogReader("01", in: folder)
        var lines: [String] = []
        try reader.readLines { lines.append("\($0.stream.name) \($0.text)") }
        reader.finish { lines.append("\($0.stream.name) \($0.text)") }
        return lines
    }

    @Test func `keeps the bytes as they came and tells the streams apart`() throws {
        try write([(.stdout, "a\nb"), (.stderr, "oops\n"), (.stdout, "c\n")])
        let bytes = try folder.readFile("01.log")
        #expect(String(decoding: bytes, as: UTF8.self) == "a\nboops\nc\n")
        #expect(try lines() == ["stdout a", "stderr oops", "stdout bc"])
    }

    @Test func `never holds a secret, not even one in two pieces`() throws {
        try write([(.stdout, "tok"), (.stderr, "x"), (.stdout, "en!\n")], secrets: ["token"])
        #expect(try !String(decoding: folder.readFile("01.log"), as: UTF8.self).contains("tok"))
        #expect(try lines() == ["stdout ***!", "stderr x"])
    }

    @Test func `keeps a line of ten megabytes whole`() throws {
        let long = String(repeating: "x", count: 10 << 20)
        try write([(.stdout, long)])
        #expect(try folder.readFile("01.log", limit: 1 << 25).count == 10 << 20)
        #expect(try lines().map(\.count).reduce(0, +) >= 10 << 20)
    }

    @Test func `gives its last lines`() throws {
        try write([(.stdout, (1...100).map { "line \($0)\n" }.joined())])
        #expect(try LogReader.tail(of: "01", in: folder, count: 2) == ["line 99", "line 100"])
    }
}
