import Builds
import Foundation
import Git
import HostSystem
import Images
import SystemPackage
import Testing

/// A repository and a store on disk, made for one test.
private struct Yard {
    let folder: FilePath
    let session: Session

    init() throws {
        folder = FilePath(NSTemporaryDirectory()).appending("cuvette-yard-\(UUID().uuidString)")
        session = try Session(in: try Store(at: folder.appending("store")))
        try FileManager.default.createDirectory(
            atPath: folder.appending("repo").string,
            withIntermediateDirectories: true
        )
        try git("init", "-q", "-b", "main", ".")
    }

    @discardableResult
    func git(_ arguments: String..., in directory: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments = ["-C", directory ?? folder.appending("repo").string] + arguments
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@b",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(process.terminationStatus == 0, "git \(arguments): \(text)")
        return text
    }

    func write(_ files: [String: String?]) throws {
        for (name, text) in files {
            let path = folder.appending("repo").appending(name).string
            guard let text else {
                try FileManager.default.removeItem(atPath: path)
                continue
            }
            let parent = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(
                atPath: parent,
                withIntermediateDirectories: true
            )
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        }
    }

    func commit(_ message: String) throws {
        try git("add", "-A")
        try git("commit", "-q", "-m", message)
    }

    func source(depth: Int = 50) throws -> Source {
        let repository = try Repository(at: folder.appending("repo"))
        let commit = try repository.commit(at: "HEAD")
        return Source(commit: commit, tree: commit.tree, branch: "main", depth: depth)
    }

    func chain(_ source: Source) throws -> SnapshotChain {
        let repository = try Repository(at: folder.appending("repo"))
        return try SourceLayers(of: repository.gitDirectory, in: SnapshotStore(session)).chain(
            of: source
        )
    }

    /// The chain laid out as one folder, as overlayfs would show it.
    func flattened(_ chain: SnapshotChain) throws -> String {
        let target = folder.appending("flat-\(UUID().uuidString)").string
        for layer in chain.snapshots {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [
                "-c",
                """
                set -e; mkdir -p "$2"; cd "$1"
                find . -type c | while read -r gone; do rm -rf "$2/$gone"; done
                find . -depth -mindepth 1 ! -type d ! -type c | while read -r new; do
                  [ ! -d "$2/$new" ] || rm -rf "$2/$new"; done
                tar -c --exclude-from=/dev/null . | tar -x -C "$2"
                find "$2" -type c -delete
                """, "sh", layer.path.string, target,
            ]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        return target + "/workspace"
    }
}

@Suite struct `The layers of a commit` {
    private let yard: Yard

    init() throws { yard = try Yard() }

    @Test func `are a checkout that git finds whole and clean`() throws {
        try yard.write(["a.txt": "one\n", "dir/b.sh": "#!/bin/sh\n", "dir/deep/c": "c"])
        try yard.commit("first")
        try yard.git("tag", "-a", "v1", "-m", "one")
        let flat = try yard.flattened(try yard.chain(try yard.source()))
        #expect(try yard.git("status", "--porcelain", in: flat) == "")
        #expect(try yard.git("fsck", "--strict", in: flat).contains("error") == false)
        #expect(try yard.git("describe", in: flat) == "v1\n")
        #expect(try yard.git("rev-parse", "--abbrev-ref", "HEAD", in: flat) == "main\n")
    }

    @Test func `are not made twice`() throws {
        try yard.write(["a": "1"])
        try yard.commit("first")
        let first = try yard.chain(try yard.source())
        let names = try SnapshotStore(yard.session).names()
        #expect(try yard.chain(try yard.source()) == first)
        #expect(try SnapshotStore(yard.session).names().count == names.count)
    }

    @Test func `hold only what changed since an ancestor`() throws {
        try yard.write([
            "keep": "k", "edit": "1", "gone": "g", "dir/x": "x", "file": "f", "old/y": "y",
        ])
        try yard.commit("first")
        _ = try yard.chain(try yard.source())
        try yard.write(["edit": "2", "gone": nil, "dir": nil, "old": nil, "file": nil])
        try yard.write(["dir": "now a file", "file/inside": "now a folder", "new": "n"])
        try yard.commit("second")
        let chain = try yard.chain(try yard.source())
        #expect(chain.snapshots.count == 3)
        let change = chain.snapshots[1].path.appending("workspace").string
        #expect(!FileManager.default.fileExists(atPath: change + "/keep"))
        let flat = try yard.flattened(chain)
        #expect(try yard.git("status", "--porcelain", in: flat) == "")
        #expect(try yard.git("log", "--format=%s", in: flat) == "second\nfirst\n")
        #expect(try yard.git("diff", "HEAD~1", "--stat", in: flat).contains("changed"))
        #expect(try yard.git("fsck", "--strict", in: flat).contains("missing") == false)
    }

    @Test func `carry history to the depth that is asked for`() throws {
        for number in 1...5 {
            try yard.write(["a": "\(number)"])
            try yard.commit("commit \(number)")
        }
        let flat = try yard.flattened(try yard.chain(try yard.source(depth: 2)))
        #expect(try yard.git("log", "--format=%s", in: flat) == "commit 5\ncommit 4\n")
        #expect(try yard.git("rev-parse", "--is-shallow-repository", in: flat) == "true\n")
    }

    @Test func `are made of files as they lie, without a word to the repository`() throws {
        try yard.write(["a": "committed", ".gitignore": "ignored"])
        try yard.commit("first")
        let long = String(repeating: "a line of an uncommitted file\n", count: 1_000)
        try yard.write(["a": long, "new/file": long + "2", "ignored": "i"])
        let before = try yard.git("count-objects", "-v")
        let repository = try Repository(at: yard.folder.appending("repo"))
        let objects = try yard.session.directory.makeDirectory("objects").path
        var source = try yard.source()
        let files = try repository.worktreeTree(objects: objects, head: source.commit)
        #expect(files.differing == 2)
        source.tree = files.tree
        source.objects = objects
        let flat = try yard.flattened(try yard.chain(source))
        #expect(try String(contentsOfFile: flat + "/a", encoding: .utf8) == long)
        #expect(try yard.git("status", "--porcelain", in: flat) == " M a\n?? new/\n")
        #expect(try yard.git("count-objects", "-v") == before)
    }

    @Test func `are told apart from what was damaged on disk`() throws {
        try yard.write(["a": "content"])
        try yard.commit("first")
        let chain = try yard.chain(try yard.source())
        let check = SourceLayerCheck(SnapshotStore(yard.session))
        #expect(try check.run().damaged.isEmpty)
        let file = chain.snapshots[0].path.appending("workspace/a").string
        try "other!!".write(toFile: file, atomically: false, encoding: .utf8)
        #expect(try check.run().damaged == [chain.snapshots[0].name])
        #expect(try yard.chain(try yard.source()).snapshots.count == 2)
    }

    @Test func `refuse a tree that would write over git's own files`() throws {
        let blob = try yard.git("hash-object", "-w", "--stdin-paths").isEmpty
        #expect(blob)
        try yard.write(["payload": "evil"])
        let id = try yard.git("hash-object", "-w", "payload").trimmingCharacters(in: .newlines)
        let script = "printf '100644 blob \(id)\\t.git\\n' | git mktree --missing"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "cd '\(yard.folder.appending("repo"))' && \(script)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let tree = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
        let repository = try Repository(at: yard.folder.appending("repo"))
        let evil = try #require(ObjectID(tree))
        #expect(throws: GitError.unsafePath(".git")) { _ = try repository.entries(of: evil) }
    }
}
