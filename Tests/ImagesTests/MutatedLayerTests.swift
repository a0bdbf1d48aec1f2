import OCI
import SystemPackage
import Testing

@testable import Images

/// A generator that gives the same numbers every time, so that a failure can be repeated.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    // SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite struct `A layer with random mistakes` {
    /// An archive with every kind of header.
    private static let archive: [UInt8] = {
        var tar = TarBuilder()
        tar.directory("d")
        tar.add("d/f", "content")
        tar.link("l", to: "d")
        tar.add("l/through", "x")
        tar.hardLink("h", to: "d/f")
        tar.pax([
            ("path", "d/long/name"), ("mtime", "1.5"), ("SCHILY.xattr.user.note", "v"),
            ("uid", "0"),
        ])
        tar.add("x", "y")
        tar.pax([("GNU.sparse.map", "4,2"), ("GNU.sparse.size", "64")])
        tar.add("sparse", "ab")
        tar.pax([
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "99"),
            ("GNU.sparse.name", "sparse1"),
        ])
        tar.add("y", "1\n7\n3\n" + String(repeating: "\u{0}", count: 506) + "abc")
        tar.longName("d/" + String(repeating: "n", count: 120))
        tar.longName(String(repeating: "../", count: 30) + "canary/passwd", type: "K")
        tar.link("z", to: "z")
        tar.add("d/.wh.gone")
        tar.add("d/.wh..wh..opq")
        tar.add("S", "data") {
            $0.type = "S"
            $0.magic = "ustar  \u{0}"
            let map = Array("00000000010\u{0}00000000004\u{0}".utf8)
            let rest = [UInt8](repeating: 0, count: 73) + Array("00000000014\u{0}".utf8)
            $0.patch = (386, map + rest)
        }
        return tar.finished
    }()

    /// The archive with a few bytes changed, and perhaps with right checksums again.
    private func mutation(_ dice: inout Dice) -> [UInt8] {
        var bytes = Self.archive
        let interesting: [UInt8] = [0, 0xFF, 0x80, 0x2F, 0x2E, 0x30, 0x39, 0x20, 0x31, 0x35, 0x4C]
        for _ in 0..<Int.random(in: 1...6, using: &dice) {
            let offset = Int.random(in: bytes.indices, using: &dice)
            bytes[offset] = interesting.randomElement(using: &dice) ?? 0
        }
        if Bool.random(using: &dice) {
            let from = Int.random(in: 0..<bytes.count / 512, using: &dice) * 512
            let to = Int.random(in: 0..<bytes.count / 512, using: &dice) * 512
            bytes.replaceSubrange(to..<to + 512, with: Array(bytes[from..<from + 512]))
        }
        for start in stride(from: 0, to: bytes.count, by: 512)
        where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            bytes.replaceSubrange(
                start + 148..<start + 156,
                with: [UInt8](repeating: 0x20, count: 8)
            )
            let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
            let octal = String(sum, radix: 8)
            let digits = String(repeating: "0", count: 6 - octal.count) + octal
            bytes.replaceSubrange(start + 148..<start + 154, with: Array(digits.utf8))
            bytes[start + 154] = 0
        }
        return bytes
    }

    @Test func `is read whole without any`() throws {
        let scratch = try Scratch()
        let listing = try tree(of: Self.archive, in: scratch)
        #expect(listing.paths.count == 13)
    }

    @Test(arguments: 0..<8) func `touches nothing beside its target`(seed: Int) throws {
        let sandbox = try Sandbox()
        let before = sandbox.listing()
        var dice = Dice(state: UInt64(seed))
        var unpacked = 0
        for round in 0..<30 {
            let all = try layer(mutation(&dice), in: sandbox.scratch)
            do {
                let target = FilePath("targets/\(round)")
                try unpack(all, in: sandbox.scratch, to: target)
                unpacked += 1
            } catch .layer {
                // Refused is right too.
            }
        }
        #expect(sandbox.listing() == before)
        #expect(unpacked > 0)
    }
}
