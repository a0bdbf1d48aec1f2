import Foundation
import HostSystem
import SystemPackage
import TestSupport
import Testing

@testable import Containers

@Suite struct `The users of an image` {
    private let database = UserDatabase(
        passwd: Array(
            """
            root:x:0:0:root:/root:/bin/sh
            builder:x:1000:100::/home/builder:/bin/sh
            1234:x:0:0::/root:/bin/sh
            0x0:x:77:77::/hex:/bin/sh
            wrong:x:4294967296:0::/:/bin/sh
            wrong:x:-1:0::/:/bin/sh
            wrong:x::0::/:/bin/sh
            wrong:x:55:5:short
            wrong:x:56:6::relative:/bin/sh
            builder:x:0:0::/second:/bin/sh
            """.utf8
        ),
        group: Array(
            """
            root:x:0:root
            users:x:100:builder
            video:x:44:root,builder
            audio:x:63:builder,builder
            again:x:44:builder
            near:x:45:builders,xbuilder
            wrong:x:4294967295:builder
            4000:x:0:
            short:x:46
            """.utf8
        )
    )

    private func identity(_ text: String) throws(IdentityError) -> Identity {
        try database.user(text).identity
    }

    @Test func `are found by name, with exactly their groups`() throws {
        let user = try database.user("builder")
        #expect(user.identity == Identity(uid: 1000, gid: 100, groups: [44, 63]))
        #expect(user.home == "/home/builder")
        #expect(try identity("root") == Identity(uid: 0, gid: 0, groups: [44]))
    }

    @Test func `are found by number, in the table or not`() throws {
        #expect(try database.user("1000") == database.user("builder"))
        #expect(try database.user("0001000") == database.user("builder"))
        let unknown = try database.user("31337")
        #expect(unknown.identity == Identity(uid: 31337, gid: 0))
        #expect(unknown.home == "/")
        #expect(try identity("4294967294").uid == 4_294_967_294)
    }

    @Test func `have no further groups where a group is named`() throws {
        #expect(try identity("builder:users") == Identity(uid: 1000, gid: 100))
        #expect(try identity("builder:video") == Identity(uid: 1000, gid: 44))
        #expect(try identity("builder:7") == Identity(uid: 1000, gid: 7))
        #expect(try identity("9:short") == Identity(uid: 9, gid: 46))
    }

    @Test func `are numbers where a name looks like one`() throws {
        #expect(try identity("1234") == Identity(uid: 1234, gid: 0))
        #expect(try identity("5:4000") == Identity(uid: 5, gid: 4000))
    }

    @Test func `are names where a number is not decimal`() throws {
        #expect(try identity("0x0") == Identity(uid: 77, gid: 77))
        for text in ["-1", "1e3", "+5", "0b1", " 0", "0 ", "１"] {
            #expect(throws: IdentityError.unknownUser(text)) { try identity(text) }
        }
    }

    @Test func `are never those of a line that is wrong`() throws {
        #expect(try database.user("wrong").identity == Identity(uid: 56, gid: 6))
        #expect(try database.user("wrong").home == "/")
        #expect(throws: IdentityError.unknownGroup("wrong")) { try identity("1:wrong") }
    }

    @Test(arguments: [
        "4294967295", "4294967296", "18446744073709551616", "99999999999999999999999",
    ])
    func `have no number that is too large`(number: String) {
        #expect(throws: IdentityError.idTooLarge(number)) { try identity(number) }
        #expect(throws: IdentityError.idTooLarge(number)) { try identity("1:" + number) }
    }

    @Test(arguments: ["", ":", "1:", ":1", "1:2:3", "a\nb", "a\0b"])
    func `are not said by anything`(text: String) {
        #expect(throws: IdentityError.malformed(text)) { try identity(text) }
    }

    @Test func `are found in hostile tables in bounded time`() throws {
        let colons = [UInt8](repeating: 0x3A, count: AccountTable.maximumSize)
        let lines = [UInt8](repeating: 0x0A, count: AccountTable.maximumSize)
        let commas = Array("g:x:7:".utf8) + [UInt8](repeating: 0x2C, count: 1 << 20)
        let bytes = [UInt8](repeating: 0xFF, count: AccountTable.maximumSize)
        let began = ContinuousClock.now
        for table in [colons, lines, commas, bytes] {
            let database = UserDatabase(
                passwd: Array("u:x:1:2::/:\n".utf8) + table,
                group: table
            )
            #expect(try database.user("u").identity == Identity(uid: 1, gid: 2))
            #expect(throws: IdentityError.unknownUser("nobody")) { try database.user("nobody") }
        }
        #expect(began.duration(to: .now) < .seconds(60))
    }

    @Test func `in more groups than the kernel takes are refused`() {
        let lines = (1...UserDatabase.maximumGroups + 2).map { "g\($0):x:\($0):u\n" }.joined()
        let database = UserDatabase(passwd: Array("u:x:1:1::/:\n".utf8), group: Array(lines.utf8))
        #expect(throws: IdentityError.tooManyGroups(user: "u", limit: 65_536)) {
            try database.user("u")
        }
    }
}

@Suite struct `The tables of an image's users` {
    private let folder = NSTemporaryDirectory() + "tables-\(UUID().uuidString)"

    private func user(_ text: String, prepared: (String) throws -> Void) throws -> Identity {
        let etc = folder + "/etc"
        try FileManager.default.createDirectory(atPath: etc, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try prepared(etc + "/passwd")
        return try UserDatabase(below: Directory(opening: FilePath(folder))).user(text).identity
    }

    private let line = "somebody:x:4711:4712::/:\n"

    @Test func `may be missing`() throws {
        #expect(try user("5") { _ in } == Identity(uid: 5, gid: 0))
        #expect(throws: IdentityError.unknownUser("somebody")) { try user("somebody") { _ in } }
    }

    @Test func `are read through links that stay inside the root`() throws {
        for target in ["../real", "/real", "/../../../../real"] {
            let identity = try user("somebody") { passwd in
                try line.write(toFile: folder + "/real", atomically: true, encoding: .utf8)
                symlink(target, passwd)
            }
            #expect(identity == Identity(uid: 4711, gid: 4712))
        }
    }

    @Test func `are never those of the host`() throws {
        for target in [
            "/etc/passwd", "../../../../../../../etc/passwd", "/proc/self/root/etc/passwd",
        ] {
            #expect(throws: IdentityError.self) { try user("daemon") { symlink(target, $0) } }
        }
    }

    @Test func `are refused where they are no regular files`() throws {
        #expect(throws: IdentityError.self) { try user("5") { mkfifo($0, 0o644) } }
        #expect(throws: IdentityError.self) { try user("5") { mkdir($0, 0o755) } }
        #expect(throws: IdentityError.self) { try user("5") { symlink("passwd", $0) } }
    }

    @Test(.needsRoot) func `are refused where they are devices, which are not opened`() throws {
        // /dev/zero, /dev/watchdog, and a number that no driver has.
        for (major, minor) in [(1, 5), (10, 130), (510, 7)] {
            #expect(throws: IdentityError.self) {
                try user("5") { mknod($0, S_IFCHR | 0o666, UInt(major << 8 | minor)) }
            }
        }
    }

    @Test func `are refused where they are too large, without being read whole`() throws {
        let began = ContinuousClock.now
        #expect(throws: IdentityError.self) {
            try user("5") { passwd in
                try Data(line.utf8).write(to: URL(fileURLWithPath: passwd))
                truncate(passwd, 1 << 40)
            }
        }
        #expect(began.duration(to: .now) < .seconds(60))
    }
}
