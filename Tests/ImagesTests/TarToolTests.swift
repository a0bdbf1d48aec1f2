import CSandbox
import Foundation
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

/// Runs a program and waits for it; its exit status.
private func run(_ program: String, _ arguments: [String], in folder: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}

@Suite(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tar"), "needs GNU tar"),
    .needsHostRoot
)
struct `A layer that GNU tar made` {
    private static let tar = "/usr/bin/tar"

    /// A tree with a bit of everything that a tar archive can hold.
    private func makeTree(_ scratch: Scratch) throws {
        let script = """
            set -e
            mkdir -p tree/usr/bin tree/empty tree/tmp && chmod 1777 tree/tmp && chmod 700 tree/empty
            printf 'hello' > tree/usr/bin/hello && chmod 4755 tree/usr/bin/hello
            chown 33:44 tree/usr/bin/hello && chown 123456:654321 tree/empty
            ln tree/usr/bin/hello tree/usr/bin/again
            ln -s hello tree/usr/bin/link && ln -s /nowhere/at/all tree/dangling
            ln tree/usr/bin/link tree/usr/bin/linked-link
            n=$(printf 'n%.0s' $(seq 1 120)); mkdir -p tree/$n/$n/$n
            printf x > tree/$n/$n/$n/$n
            ln -s $n/$n/$n tree/long
            mkfifo -m 640 tree/fifo; mknod -m 600 tree/null c 1 3; mknod tree/block b 7 9
            printf data > tree/sparse && truncate -s 3M tree/sparse
            printf more >> tree/sparse && truncate -s 9M tree/sparse
            truncate -s 5M tree/hole
            i=0; while [ $i -lt 60 ]; do printf $i | dd of=tree/many bs=1 seek=$((i*131072)) conv=notrunc
            i=$((i+1)); done
            touch -d '1969-12-31 23:00:00.25 UTC' tree/tmp
            touch -d '2001-02-03 04:05:06.789 UTC' tree/usr/bin/hello
            printf y > "tree/na\u{EF}ve \n name"; printf z > tree/$(printf '\\377\\376')
            """
        #expect(try run("/bin/sh", ["-c", script], in: scratch.path.string) == 0)
        let file = try OpenFile(opening: scratch.path.appending("tree/usr/bin/hello"))
        #expect(csandbox_set_xattr(file.descriptor, "user.note", "hello", 5) == 0)
        let capability: [UInt8] = [1, 0, 0, 2, 0, 4] + [UInt8](repeating: 0, count: 14)
        #expect(csandbox_set_xattr(file.descriptor, "security.capability", capability, 20) == 0)
    }

    @Test(arguments: [
        ["--format=gnu"], ["--format=gnu", "--sparse"], ["--format=oldgnu", "--sparse"],
        ["--format=posix"], ["--format=posix", "--sparse", "--sparse-version=0.0"],
        ["--format=posix", "--sparse", "--sparse-version=0.1"],
        ["--format=posix", "--sparse", "--sparse-version=1.0"],
        ["--format=posix", "--xattrs", "--xattrs-include=*"],
    ])
    func `becomes the tree that GNU tar makes of it`(options: [String]) throws {
        let scratch = try Scratch()
        try makeTree(scratch)
        let folder = scratch.path.string
        let made = try run(
            Self.tar,
            ["-cf", "layer.tar", "-C", "tree"] + options + ["."],
            in: folder
        )
        #expect(made == 0)
        let archive = try Directory(opening: scratch.path).readFile("layer.tar")
        _ = try scratch.directory("expected")
        let xattrs = ["--xattrs", "--xattrs-include=*"]
        let flags = ["-xpf", "layer.tar", "-C", "expected", "--numeric-owner"] + xattrs
        #expect(try run(Self.tar, flags, in: folder) == 0)
        let expected = TreeListing("\(folder)/expected")
        try unpack(try layer(archive, in: scratch), in: scratch)
        #expect(TreeListing("\(folder)/target") == expected)
        let hasAttributes = expected.description.contains("security.capability=")
        #expect(hasAttributes == options.contains("--xattrs"))
        #expect(expected.lines.count > 20)
    }

    @Test func `in the oldest format becomes the tree that GNU tar makes of it`() throws {
        let scratch = try Scratch()
        let folder = scratch.path.string
        let script = """
            mkdir -p tree/d && printf x > tree/d/f && ln -s f tree/d/l && ln tree/d/f tree/d/h
            tar -cf layer.tar --format=v7 -C tree .
            mkdir expected && tar -xpf layer.tar -C expected --numeric-owner
            """
        #expect(try run("/bin/sh", ["-c", script], in: folder) == 0)
        let archive = try Directory(opening: scratch.path).readFile("layer.tar")
        try unpack(try layer(archive, in: scratch), in: scratch)
        #expect(TreeListing("\(folder)/target") == TreeListing("\(folder)/expected"))
    }
}
