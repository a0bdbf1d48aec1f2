import Foundation
import TestSupport
import Testing

/// One line of our own sources that breaks a rule of the house.
private struct Finding: CustomStringConvertible {
    var file: String
    var line: Int
    var message: String

    var description: String { "\(file):\(line): \(message)" }
}

@Suite struct `Our own sources` {
    private let files: [(name: String, lines: [String])]

    init() throws {
        let root = Probe.packageRoot.appending(path: "Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        files = try names.filter { $0.hasSuffix(".swift") }.map { name in
            let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
            return (name, text.components(separatedBy: "\n"))
        }
    }

    private func findings(_ message: String, where breaks: (String, [String], Int) -> Bool)
        -> [Finding]
    {
        files.flatMap { file in
            file.lines.indices.filter { breaks(file.name, file.lines, $0) }.map {
                Finding(file: file.name, line: $0 + 1, message: message)
            }
        }
    }

    @Test func `say of every package declaration what it is`() {
        let declaration =
            /^\s*package (static |mutating |consuming |borrowing |indirect |final )*(func|var|let|init|struct|class|enum|protocol|subscript)\b/
        let undocumented = findings("a package declaration without a doc comment") {
            _,
            lines,
            index in
            guard lines[index].firstMatch(of: declaration) != nil else { return false }
            let above = lines[..<index].last {
                !$0.trimmingCharacters(in: .whitespaces).hasPrefix("@")
            }
            return above?.trimmingCharacters(in: .whitespaces).hasPrefix("///") != true
        }
        #expect(undocumented.isEmpty, "\(undocumented)")
    }

    @Test func `leave nothing for later and force nothing`() {
        let banned = /\b(TODO|FIXME|XXX)\b|\btry!|\bas! |fatalError\(/
        let found = findings("not in our sources") { _, lines, index in
            lines[index].firstMatch(of: banned) != nil
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func `bind of other libraries what is called`() throws {
        let root = Probe.packageRoot
        let callers = ["Sources/CGit/shim.h", "Tests/ImagesTests/Support/Unpacking.swift"]
        let text =
            files.flatMap(\.lines).joined(separator: "\n")
            + (try callers.map {
                try String(contentsOf: root.appending(path: $0), encoding: .utf8)
            }.joined())
        for library in ["archive", "git2", "nftables"] {
            let list = try String(
                contentsOf: root.appending(path: "Sources/CLazy/\(library).S"),
                encoding: .utf8
            )
            let names = list.matches(of: /^\s+lazy (\w+)$/.anchorsMatchLineEndings()).map(\.1)
            #expect(!names.isEmpty)
            let uncalled = names.filter { !text.contains($0) }
            #expect(uncalled.isEmpty, "\(library).S names what nothing calls")
        }
    }

    @Test func `reach C libraries from their own rooms only`() {
        let owners = [
            "import CGit": ["Git/"], "import CZlib": ["Git/"], "import CArchive": ["Images/"],
            "import CSeccomp": ["Containers/"], "import CISAL": ["Images/"],
            "import CNetlink": ["Networks/"],
            "import CNftables": ["Networks/"], "import Yams": ["Frontends/"],
            "import Crypto": ["OCI/", "Git/"], "import GRDB": ["History/"],
            "import ArgumentParser": ["Commands/", "OCIRuntime/Commands/"],
        ]
        let strays = findings("imports what is another room's") { name, lines, index in
            guard let rooms = owners[lines[index]] else { return false }
            return !rooms.contains(where: name.hasPrefix)
        }
        #expect(strays.isEmpty, "\(strays)")
    }

    @Test func `keep files to a length that one can read`() {
        let long = files.filter { $0.lines.count > 400 }.map {
            "\($0.name): \($0.lines.count) lines"
        }
        #expect(long.isEmpty, "\(long)")
    }
}
