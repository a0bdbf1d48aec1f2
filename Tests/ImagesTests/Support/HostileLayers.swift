import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

/// A layer that somebody made to harm the host, and what has to come of it.
struct HostileLayer: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        /// Refused with this fault.
        case refused(LayerFault)
        /// Refused with a damaged header.
        case damaged
        /// Unpacked to exactly these paths.
        case paths([String])
    }

    let name: String
    let outcome: Outcome
    let archive: @Sendable (Sandbox) -> [UInt8]

    var testDescription: String { name }

    init(
        _ name: String,
        _ outcome: Outcome,
        _ build: @escaping @Sendable (inout TarBuilder, Sandbox) -> Void
    ) {
        self.name = name
        self.outcome = outcome
        self.archive = { sandbox in
            var tar = TarBuilder()
            build(&tar, sandbox)
            return tar.finished
        }
    }
}

/// A target with a canary beside it.
struct Sandbox: Sendable {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.file("canary/passwd", Array("root:x:0:0".utf8))
        try scratch.file("canary/deep/file", [1, 2, 3])
        _ = try scratch.directory("target")
    }

    /// Where the canary is on the host.
    var canary: String { "\(scratch.path)/canary" }

    /// The same without the first slash: where an absolute link ends up inside the target.
    var inside: String { String(canary.dropFirst()) }

    func listing() -> TreeListing { TreeListing(canary) }

    /// The paths from the root of the target down to the canary's double in it.
    var insidePaths: [String] {
        let parts = inside.split(separator: "/")
        return (1...parts.count).map { parts[..<$0].joined(separator: "/") }
    }
}

let hostileNames: [HostileLayer] = [
    HostileLayer("a name above the root", .refused(.leadsOut)) { tar, _ in
        tar.add("../canary/x", "owned")
    },
    HostileLayer("a name that climbs above the root", .refused(.leadsOut)) { tar, _ in
        tar.add("a/../../canary/x", "owned")
    },
    HostileLayer("an absolute name above the root", .refused(.leadsOut)) { tar, _ in
        tar.add("/../x", "owned")
    },
    HostileLayer("an absolute name", .paths(["", "abs"])) { tar, _ in tar.add("/abs", "x") },
    HostileLayer("a name with dots inside", .paths(["", "b"])) { tar, _ in
        tar.add("./a/.././b", "x")
    },
    HostileLayer("a root that is a link", .refused(.rootIsNoDirectory)) { tar, sandbox in
        tar.link(".", to: sandbox.canary)
        tar.add("x", "owned")
    },
    HostileLayer("a root that is a file", .refused(.rootIsNoDirectory)) { tar, _ in
        tar.add("a/..", "x")
    },
    HostileLayer("a name of 300 directories", .refused(.tooDeep(limit: 256))) { tar, _ in
        tar.pax([("path", String(repeating: "d/", count: 300) + "f")])
        tar.add("x", "x")
    },
    HostileLayer("a name of 5000 bytes", .refused(.nameTooLong(limit: 4095))) { tar, _ in
        let part = String(repeating: "n", count: 249) + "/"
        tar.pax([("path", String(repeating: part, count: 20))])
        tar.add("x", "x")
    },
    HostileLayer("a name of 100000 bytes", .refused(.nameTooLong(limit: 4095))) { tar, _ in
        tar.longName(String(repeating: "./", count: 50_000) + "x")
        tar.add("x", "x")
    },
    HostileLayer("a name with a zero byte", .refused(.malformedName)) { tar, _ in
        tar.pax([("path", "harmless\u{0}/../../x")])
        tar.add("x", "x")
    },
    HostileLayer("a link target with a zero byte", .refused(.malformedName)) { tar, _ in
        tar.pax([("linkpath", "a\u{0}b")])
        tar.link("x", to: "y")
    },
    HostileLayer("no name", .refused(.malformedName)) { tar, _ in tar.add("", "x") },
    HostileLayer("names that differ in case", .paths(["", "A", "a"])) { tar, _ in
        tar.add("A", "1")
        tar.add("a", "2")
    },
]

let hostileLinks: [HostileLayer] = [
    HostileLayer("a file through a link in a circle", .refused(.tooManyLinks)) { tar, _ in
        tar.link("a", to: "b")
        tar.link("b", to: "a")
        tar.add("a/x", "owned")
    },
    HostileLayer("a file through a link to itself", .refused(.tooManyLinks)) { tar, _ in
        tar.link("a", to: "a")
        tar.add("a/x", "owned")
    },
    HostileLayer("a link that multiplies", .refused(.tooManyLinks)) { tar, _ in
        tar.directory("d")
        for index in 0..<30 {
            let target = String(repeating: "d/../", count: 15)
            tar.link("l\(index)", to: index == 0 ? "d" : "\(target)l\(index - 1)/../l\(index - 1)")
        }
        tar.add("l29/x", "owned")
    },
    HostileLayer("a file through a relative link", .paths(["", "a", "canary", "canary/x"])) {
        tar,
        _ in
        tar.link("a", to: "../../canary")
        tar.add("a/x", "owned")
    },
    HostileLayer("a file through a link that dangles", .paths(["", "a", "b", "b/c", "b/c/x"])) {
        tar,
        _ in
        tar.link("a", to: "b/c")
        tar.add("a/x", "fine")
    },
    HostileLayer("a file in a file", .refused(.parentIsNoDirectory("f"))) { tar, _ in
        tar.add("f", "x")
        tar.add("f/x", "x")
    },
    HostileLayer(
        "a file through a link that took a directory's place",
        .paths(["", "canary", "canary/b", "d"])
    ) { tar, _ in
        tar.directory("d")
        tar.add("d/a", "x")
        tar.link("d", to: "../canary")
        tar.add("d/b", "owned")
    },
    HostileLayer(
        "a file, a directory, a link of one name",
        .paths(["", "canary", "canary/x", "n"])
    ) { tar, _ in
        tar.add("n", "x")
        tar.directory("n")
        tar.add("n/inner", "x")
        tar.link("n", to: "/canary")
        tar.add("n/x", "owned")
    },
    HostileLayer(
        "a file in place of the link that led to it",
        .refused(.parentIsNoDirectory("d/l"))
    ) { tar, _ in
        tar.link("d/l", to: ".")
        tar.add("d/l/l", "x")
        tar.add("d/l/x", "x")
    },
    HostileLayer("a file written over a link", .paths(["", "passwd"])) { tar, sandbox in
        tar.link("passwd", to: sandbox.canary + "/passwd")
        tar.add("passwd", "owned")
    },
    HostileLayer("a directory in place of a link", .paths(["", "d", "d/x"])) { tar, sandbox in
        tar.link("d", to: sandbox.canary)
        tar.directory("d", mode: 0o777)
        tar.add("d/x", "owned")
    },
    HostileLayer("a hard link above the root", .refused(.leadsOut)) { tar, _ in
        tar.hardLink("h", to: "../canary/passwd")
    },
    HostileLayer("a hard link to a file of the host", .refused(.missingLinkTarget("etc/passwd"))) {
        tar,
        _ in
        tar.hardLink("h", to: "/etc/passwd")
    },
    HostileLayer("a hard link to a directory", .refused(.unsupportedLinkTarget("d"))) { tar, _ in
        tar.directory("d")
        tar.hardLink("h", to: "d")
    },
    HostileLayer("a hard link to the root", .refused(.unsupportedLinkTarget("/"))) { tar, _ in
        tar.hardLink("h", to: ".")
    },
    HostileLayer("a hard link to what it replaces", .refused(.missingLinkTarget("d/x"))) { tar, _ in
        tar.add("d/x", "x")
        tar.hardLink("d", to: "d/x")
    },
    HostileLayer("a hard link to itself", .paths(["", "h"])) { tar, _ in
        tar.add("h", "x")
        tar.hardLink("h", to: "./h")
    },
    HostileLayer("a hard link to a later file", .refused(.missingLinkTarget("x"))) { tar, _ in
        tar.hardLink("h", to: "x")
        tar.add("x", "x")
    },
    HostileLayer("a hard link to a link, written over", .paths(["", "h", "s"])) { tar, sandbox in
        tar.link("s", to: sandbox.canary + "/passwd")
        tar.hardLink("h", to: "s")
        tar.add("h", "owned")
    },
    HostileLayer("a link to nothing", .damaged) { tar, _ in tar.link("x", to: "") },
]

let hostileWhiteouts: [HostileLayer] = [
    HostileLayer("a whiteout of nothing", .refused(.malformedWhiteout)) { tar, _ in
        tar.add(".wh.")
    },
    HostileLayer("a whiteout of the directory", .refused(.malformedWhiteout)) { tar, _ in
        tar.add("d/.wh..")
    },
    HostileLayer("a whiteout of the parent", .refused(.malformedWhiteout)) { tar, _ in
        tar.add("d/.wh...")
    },
    HostileLayer("a whiteout with a slash", .refused(.malformedWhiteout)) { tar, _ in
        tar.directory(".wh./")
    },
    HostileLayer("a file below a whiteout", .refused(.malformedWhiteout)) { tar, _ in
        tar.add(".wh.d/../x/.wh.d/y", "x")
    },
    HostileLayer("AUFS's bookkeeping", .paths([""])) { tar, _ in
        tar.add(".wh..wh.aufs")
        tar.directory(".wh..wh.plnk")
        tar.add(".wh..wh.plnk/12.34", "x")
        tar.add(".wh..wh.plnk/.wh..wh..opq")
    },
    HostileLayer("a device that looks like a whiteout", .paths([""])) { tar, _ in
        tar.device("x", 0, 0)
    },
]

let hostileArchives: [HostileLayer] = [
    HostileLayer("a negative size", .damaged) { tar, _ in
        tar.add("x") { $0.sizeField = [UInt8](repeating: 0xFF, count: 12) }
    },
    HostileLayer("a size of 8 EiB", .refused(.tooManyBytes(limit: 1 << 26))) { tar, _ in
        tar.add("x") { $0.sizeField = [0x80, 0, 0, 0, 0x70, 0, 0, 0, 0, 0, 0, 0] }
    },
    HostileLayer("the largest size of all", .damaged) { tar, _ in
        tar.pax([("size", "9223372036854775807")])
        tar.add("x")
    },
    HostileLayer("a size beyond all numbers", .damaged) { tar, _ in
        tar.add("x") { $0.sizeField = [0x80] + [UInt8](repeating: 0xFF, count: 11) }
    },
    HostileLayer("a sparse file of 8 EiB", .refused(.tooManyBytes(limit: 1 << 26))) { tar, _ in
        tar.pax([
            ("GNU.sparse.size", "9223372036854775807"), ("GNU.sparse.numblocks", "1"),
            ("GNU.sparse.offset", "9223372036854775806"), ("GNU.sparse.numbytes", "1"),
        ])
        tar.add("x", "y")
    },
    HostileLayer(
        "two sparse files that are too large together",
        .refused(.tooManyBytes(limit: 1 << 26))
    ) { tar, _ in
        for name in ["a", "b"] {
            tar.pax([("GNU.sparse.map", "0,1"), ("GNU.sparse.size", "\(40 << 20)")])
            tar.add(name, "y")
        }
    },
    HostileLayer("a sparse map that overlaps", .damaged) { tar, _ in
        tar.pax([("GNU.sparse.map", "0,4,2,4"), ("GNU.sparse.size", "8")])
        tar.add("x", "12345678")
    },
    HostileLayer("a sparse map beyond the file", .damaged) { tar, _ in
        tar.pax([("GNU.sparse.map", "4,8"), ("GNU.sparse.size", "8")])
        tar.add("x", "12345678")
    },
    HostileLayer("a sparse map of other data", .damaged) { tar, _ in
        tar.pax([("GNU.sparse.map", "0,4"), ("GNU.sparse.size", "8")])
        tar.add("x", "12345678")
    },
    HostileLayer("a sparse map that wraps around", .damaged) { tar, _ in
        tar.pax([("GNU.sparse.map", "9223372036854775807,2"), ("GNU.sparse.size", "8")])
        tar.add("x", "12")
    },
    HostileLayer("a sparse map of a billion parts", .damaged) { tar, _ in
        tar.pax([
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "8"),
        ])
        tar.add("x", "1000000000\n")
    },
    HostileLayer("a sparse map without an end", .damaged) { tar, _ in
        tar.pax([
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "8"),
        ])
        tar.add("x", String(repeating: "1", count: 5000))
    },
    HostileLayer("a sparse map that is no map", .damaged) { tar, _ in
        tar.pax([("GNU.sparse.map", "0,x"), ("GNU.sparse.size", "8")])
        tar.add("x", "12")
    },
    HostileLayer("a sparse file without a size", .damaged) { tar, _ in
        tar.pax([("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")])
        tar.add("x", "1\n")
    },
    HostileLayer("times beyond all calendars", .paths(["", "a", "b", "c"])) { tar, _ in
        for (name, time) in [("a", "9223372036854775807"), ("b", "-9223372036854775806.9")] {
            tar.pax([("mtime", time)])
            tar.directory(name)
        }
        tar.add("c") {
            $0.patch = (136, [0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7))
        }
    },
    HostileLayer("a time that is none", .damaged) { tar, _ in
        tar.pax([("mtime", "1e9")])
        tar.add("x")
    },
    HostileLayer("an owner that is none", .damaged) { tar, _ in
        tar.pax([("uid", "4294967295")])
        tar.add("x")
    },
    HostileLayer("a negative owner", .damaged) { tar, _ in
        tar.pax([("gid", "-1")])
        tar.add("x")
    },
    HostileLayer("a type that nobody knows", .refused(.unsupportedType(UInt8(ascii: "M")))) {
        tar,
        _ in
        tar.add("x", "abc") { $0.type = "M" }
    },
    HostileLayer("a mode that is no number", .damaged) { tar, _ in
        tar.add("x") { $0.patch = (100, Array("rwxr-xr".utf8)) }
    },
    HostileLayer("a record longer than its header", .damaged) { tar, _ in
        tar.paxData("99 path=x\n")
        tar.add("x")
    },
    HostileLayer("a record of length 0", .damaged) { tar, _ in
        tar.paxData("0 path=x\n")
        tar.add("x")
    },
    HostileLayer("a record without a line feed", .damaged) { tar, _ in
        tar.paxData("9 path=ab")
        tar.add("x")
    },
    HostileLayer("a record without a key", .damaged) { tar, _ in
        tar.paxData("5 =a\n")
        tar.add("x")
    },
    HostileLayer("a record whose length is beyond all numbers", .damaged) { tar, _ in
        tar.paxData("99999999999999999999999999 path=x\n")
        tar.add("x")
    },
    HostileLayer("an extended header of 2 MiB", .damaged) { tar, _ in
        tar.pax([("comment", String(repeating: "x", count: 2 << 20))])
        tar.add("x")
    },
    HostileLayer("an extended header of nothing", .refused(.truncated)) { tar, _ in
        tar.pax([("path", "y")])
    },
    HostileLayer("a single block of zeros", .damaged) { tar, _ in
        tar.raw([UInt8](repeating: 0, count: 512))
        tar.add("x")
    },
    HostileLayer("something else than an archive", .damaged) { tar, _ in
        tar.raw([UInt8](repeating: 0x41, count: 4096))
    },
]
