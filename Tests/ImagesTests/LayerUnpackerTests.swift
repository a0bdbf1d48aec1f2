import CSandbox
import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `An unpacked layer` {
    private func line(_ path: String, of listing: TreeListing) throws -> String {
        try #require(listing.lines.first { $0.hasPrefix("\(path)\t") })
    }

    private func build(_ change: (inout TarBuilder) -> Void) -> [UInt8] {
        var tar = TarBuilder()
        change(&tar)
        return tar.finished
    }

    // MARK: Attributes

    @Test(.needsHostRoot) func `keeps owner, set-id bits, times and attributes`() throws {
        let scratch = try Scratch()
        let capability: [UInt8] = [1, 0, 0, 2, 0, 4] + [UInt8](repeating: 0, count: 14)
        let archive = build { tar in
            tar.paxRaw([
                ("mtime", Array("1700000000.123456789".utf8)),
                ("SCHILY.xattr.security.capability", capability),
                ("SCHILY.xattr.user.note", [0, 10, 255]), ("SCHILY.xattr.user.empty", []),
            ])
            tar.add("bin/ping", "elf") {
                $0.mode = 0o6755
                $0.owner = 1000
                $0.group = 2000
            }
            tar.pax([("uid", "3000000000"), ("gid", "7")])
            tar.add("large", "x") { $0.mode = 0o600 }
            tar.add("fifo") { $0.type = "6" }
            tar.device("null", 1, 3)
            tar.pax([("mtime", "-1.5")])
            tar.directory("tmp/", mode: 0o1777)
            tar.add("tmp/later", "x")
        }
        let listing = try tree(of: archive, in: scratch, times: true)
        let ping = try line("bin/ping", of: listing)
        #expect(ping.contains("\t106755 1000:2000 1700000000.123456789 3 "))
        #expect(ping.contains("security.capability=[\"1\", \"0\", \"0\", \"2\", \"0\", \"4\""))
        #expect(ping.contains("user.note=[\"0\", \"a\", \"ff\"]"))
        #expect(try line("large", of: listing).contains(" 3000000000:7 "))
        #expect(try line("fifo", of: listing).contains("\t10644 0:0 1700000000.0"))
        #expect(try line("null", of: listing).contains("device 259"))
        #expect(try line("tmp", of: listing).contains("\t41777 0:0 -2.500000000"))
    }

    @Test(.needsHostRoot) func `gives a link an owner and a time, and follows it for neither`()
        throws
    {
        let scratch = try Scratch()
        let archive = build { tar in
            tar.add("file", "x")
            tar.add("link") {
                $0.type = "2"
                $0.link = "a//b/"
                $0.owner = 5
                $0.modified = 77
            }
            tar.hardLink("second", to: "file")
            tar.hardLink("third", to: "link")
        }
        let listing = try tree(of: archive, in: scratch, times: true)
        #expect(try line("link", of: listing).hasSuffix(" 5:0 77.0 -> a//b/"))
        #expect(try line("third", of: listing).hasSuffix(" 5:0 77.0 -> a//b/"))
        #expect(try line("second", of: listing).contains("same as file"))
    }

    @Test func `notes what it may not make`() throws {
        let scratch = try Scratch()
        let archive = build { tar in
            tar.pax([("SCHILY.xattr.nosuch.space", "x")])
            tar.add("a", "x")
            tar.device("whiteout", 0, 0)
        }
        let notes = try unpack(try layer(archive, in: scratch), in: scratch)
        #expect(
            notes.sentences == [
                "left out devices 0:0, which overlayfs would take for whiteouts: whiteout",
                "left out attributes that the store's file system or user cannot set:"
                    + " nosuch.space of a",
            ]
        )
    }

    @Test func `keeps the holes of sparse files`() throws {
        let scratch = try Scratch()
        let archive = build { tar in
            tar.pax([("GNU.sparse.map", "1048576,3"), ("GNU.sparse.size", "\(32 << 20)")])
            tar.add("holes", "abc")
        }
        try unpack(try layer(archive, in: scratch), in: scratch)
        var status = stat()
        #expect(lstat("\(scratch.path)/target/holes", &status) == 0)
        #expect(status.st_size == 32 << 20)
        #expect(status.st_blocks * 512 < 1 << 20)
        let bytes = try Directory(opening: scratch.path).readFile("target/holes")
        #expect(Array(bytes[1_048_575..<1_048_580]) == [0, 97, 98, 99, 0])
    }

    // MARK: One name, several entries

    @Test func `takes no room for zeros that the archive holds`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        var bytes = [UInt8](repeating: 0, count: 8 << 20)
        bytes[5 << 20] = 1
        tar.addRaw(Array("zeros".utf8), bytes)
        try unpack(
            try layer(compressed(tar.finished, .gzip), in: scratch, plain: tar.finished),
            in: scratch
        )
        var status = stat()
        #expect(stat("\(scratch.path)/target/zeros", &status) == 0)
        #expect(status.st_size == 8 << 20)
        #expect(status.st_blocks < 2048)
        let path = scratch.path.appending("target/zeros")
        let found = try OpenFile(opening: path).readAll(limit: 1 << 24, name: "zeros")
        #expect(found == bytes)
    }

    @Test func `holds the last of several entries of a name`() throws {
        let scratch = try Scratch()
        let archive = build { tar in
            tar.add("a", "first")
            tar.directory("d")
            tar.add("d/x", "1")
            tar.add("a", "second") { $0.mode = 0o600 }
            tar.directory("d", mode: 0o700)
            tar.link("d/x", to: "y")
        }
        let listing = try tree(of: archive, in: scratch)
        #expect(listing.paths == ["", "a", "d", "d/x"])
        #expect(try line("a", of: listing).contains("\t100600 "))
        #expect(try line("a", of: listing).contains(" 6 "))
        #expect(try line("d", of: listing).contains("\t40700 "))
        #expect(try line("d/x", of: listing).contains("-> y"))
    }

    @Test func `hides the layers below where a directory takes the place of a file`() throws {
        let scratch = try Scratch()
        let archive = build { tar in
            tar.add("n", "x")
            tar.directory("n")
        }
        #expect(try line("n", of: tree(of: archive, in: scratch)).contains("overlay.opaque"))
    }

    // MARK: Whiteouts

    @Test func `turns whiteouts into what overlayfs reads`() throws {
        let scratch = try Scratch()
        let archive = build { tar in
            tar.add("etc/.wh.passwd")
            tar.add("usr/.wh..wh..opq")
            tar.add("usr/share/x", "x")
            tar.add(".wh.link") {
                $0.type = "1"
                $0.link = "anything"
            }
        }
        let listing = try tree(of: archive, in: scratch)
        #expect(
            listing.paths == ["", "etc", "etc/passwd", "link", "usr", "usr/share", "usr/share/x"]
        )
        #expect(try line("etc/passwd", of: listing).contains("device 0"))
        #expect(try line("link", of: listing).contains("device 0"))
        #expect(
            try line("usr", of: listing).contains("\(ownMarks.rawValue).overlay.opaque=[\"79\"]")
        )
        #expect(!(try line("usr/share", of: listing).contains("opaque")))
    }

    @Test(arguments: [true, false])
    func `keeps what it holds of a name that it hides`(whiteoutFirst: Bool) throws {
        let scratch = try Scratch()
        let archive = build { tar in
            func whiteouts() {
                for name in ["file", "dir", "implied"] { tar.add(".wh.\(name)") }
            }
            if whiteoutFirst { whiteouts() }
            tar.add("file", "new")
            tar.directory("dir")
            tar.add("implied/x", "x")
            if !whiteoutFirst { whiteouts() }
        }
        let listing = try tree(of: archive, in: scratch)
        #expect(listing.paths == ["", "dir", "file", "implied", "implied/x"])
        #expect(try line("dir", of: listing).contains("overlay.opaque"))
        #expect(try line("implied", of: listing).contains("overlay.opaque"))
    }

    // MARK: Directories without an entry

    @Test(.needsHostRoot) func `takes the attributes of a directory without an entry from below`()
        throws
    {
        let scratch = try Scratch()
        var lowers: [Snapshot] = []
        let changes: [(inout TarBuilder) -> Void] = [
            { (tar: inout TarBuilder) in
                tar.directory("./", mode: 0o711)
                tar.directory("tmp", mode: 0o1777)
                tar.directory("gone", mode: 0o700)
                tar.directory("gone/sub", mode: 0o700)
                tar.directory("covered", mode: 0o700)
                tar.directory("covered/sub", mode: 0o700)
                tar.directory("link", mode: 0o700)
            },
            { (tar: inout TarBuilder) in
                tar.add("home/app/file", "x")
                tar.directory("home/app", mode: 0o750)
                tar.add(".wh.gone")
                tar.add("covered/.wh..wh..opq")
                tar.link("link", to: "tmp")
            },
        ]
        for (index, change) in changes.enumerated() {
            let name = "lower\(index)"
            try unpack(
                try layer(build(change), in: scratch),
                in: scratch,
                to: FilePath(name),
                over: lowers
            )
            lowers.append(Snapshot(name: SnapshotName(name), path: scratch.path.appending(name)))
        }
        let archive = build { tar in
            for name in ["tmp", "home/app", "gone/sub", "covered/sub", "link", "new"] {
                tar.add("\(name)/file", "x")
            }
        }
        let listing = try tree(of: archive, in: scratch, over: lowers)
        #expect(try line("", of: listing).contains("\t40711 "))
        #expect(try line("tmp", of: listing).contains("\t41777 "))
        #expect(try line("home/app", of: listing).contains("\t40750 "))
        for name in ["home", "gone", "gone/sub", "covered/sub", "link", "new"] {
            #expect(try line(name, of: listing).contains("\t40755 "), "\(name)")
        }
    }

    @Test func `does not ask for the layers below where it has all entries`() throws {
        let scratch = try Scratch()
        let all = try layer(
            build { tar in
                tar.add("d/x", "x")
                tar.directory("d")
                tar.directory("./")
            },
            in: scratch
        )
        let unpacker = LayerUnpacker(
            marks: ownMarks,
            limits: LayerLimits(),
            interruption: Interruption()
        )
        let directory = try scratch.directory("target")
        _ = try unpacker.unpack(all, into: directory) { () throws(LayerFault) in
            throw .interrupted
        }
    }

    @Test func `stops where it is asked to`() throws {
        let scratch = try Scratch()
        let all = try layer(build { $0.add("a", "x") }, in: scratch)
        let unpacker = LayerUnpacker(
            marks: ownMarks,
            limits: LayerLimits(),
            interruption: Interruption()
        )
        unpacker.interruption.request()
        let directory = try scratch.directory("target")
        #expect(throws: ImageError.layer(diffID: all.diffID, .whole, .interrupted)) {
            try unpacker.unpack(all, into: directory) { [] }
        }
    }
}
