import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The files of a commit` {
    private static let show =
        "a: {steps: [{run: 'git status --porcelain; git ls-files -s; find . -path ./.git -prune -o -printf \"%y %m %p %l\\n\" | sort'}]}"

    @Test func `are those of the commit, however it differs from the last one`() throws {
        let bench = try Workbench(
            Self.show,
            files: [
                "stays": "s", "goes": "g", "moves": "m", "mode": "x", "file-dir": "f",
                "dir-file/in": "d", "sub/deep/er": "e", "empty": "",
            ]
        )
        let repository = bench.repository
        _ = try bench.run()
        try repository.git("rm", "--quiet", "goes", "file-dir", "-r", "dir-file")
        try repository.git("mv", "moves", "moved")
        try repository.git("update-index", "--chmod=+x", "mode")
        try repository.write(["file-dir/in": "now a folder", "dir-file": "now a file"])
        try FileManager.default.createSymbolicLink(
            atPath: repository.path + "/link",
            withDestinationPath: "/etc/passwd"
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: repository.path + "/mode"
        )
        try repository.git(
            "update-index",
            "--add",
            "--cacheinfo",
            "160000,1111111111111111111111111111111111111111,module"
        )
        try FileManager.default.createDirectory(
            atPath: repository.path + "/module",
            withIntermediateDirectories: false
        )
        try repository.commit("two")
        let onTop = try bench.run()
        #expect(onTop.code == 0)
        // The same commit in a store of its own, written whole, must look the same.
        let whole = try bench.run("--store", bench.folder + "/other")
        let lines = try onTop.lines(of: "a/1")
        #expect(try whole.lines(of: "a/1") == lines)
        #expect(lines.first?.hasPrefix("100644 ") == true, "git status is not clean: \(lines)")
        for line in [
            "f 755 ./mode ", "d 755 ./file-dir ", "f 644 ./file-dir/in ", "f 644 ./dir-file ",
            "l 777 ./link /etc/passwd", "d 755 ./module ", "f 644 ./moved ", "f 644 ./empty ",
        ] { #expect(lines.contains(line), "\(line) is not in \(lines)") }
        for gone in ["./goes", "./moves", "./dir-file/in"] {
            #expect(!lines.contains { $0.contains(gone + " ") })
        }
        try repository.git("checkout", "--quiet", "HEAD~1")
        let back = try bench.run()
        #expect(try back.lines(of: "a/1").contains("f 644 ./goes "))
    }

    @Test func `are a repository that git can work with`() throws {
        let bench = try Workbench(
            """
            a:
              steps:
                - run: git status --porcelain; git log -1 --format=%s; git describe --tags; git rev-parse HEAD
                - run: git diff HEAD~1 --name-only; git rev-parse --abbrev-ref HEAD
                - run: echo new >> a; git diff --name-only; git stash -q; git status --porcelain; git fsck 2>&1 | grep -v '^notice' || true
            """
        )
        try bench.repository.git("tag", "v1")
        let head = try bench.repository.commit("two", ["a": "1\n"])
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        let described = try bench.repository.git("describe", "--tags")
        #expect(try run.lines(of: "a/1") == ["two", described, head])
        #expect(try run.lines(of: "a/2") == ["a", "main"])
        #expect(try run.lines(of: "a/3") == ["a"])
    }

    @Test func `cost nothing the second time`() throws {
        let bench = try Workbench(Self.show)
        _ = try bench.run()
        let before = try bench.snapshots()
        #expect(try bench.run().code == 0)
        #expect(try bench.snapshots() == before)
    }

    @Test func `can be those that lie on disk, and git's own folder is left alone`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: 'cat modified untracked; ls; git status --porcelain'}]}",
            files: ["modified": "old\n", "deleted": "d", ".gitignore": "ignored\n"]
        )
        try bench.repository.write([
            "modified": "changed\n", "untracked": "new\n", "ignored": "i\n",
        ])
        try FileManager.default.removeItem(atPath: bench.repository.path + "/deleted")
        let before = try Self.digest(bench.repository.path)
        let run = try bench.run("--worktree")
        #expect(run.code == 0, "\(run.stdout)")
        #expect(
            try run.lines(of: "a/1") == [
                "changed", "new", "cuvette.yml", "modified", "untracked", " D deleted",
                " M modified", "?? untracked",
            ]
        )
        #expect(try Self.digest(bench.repository.path) == before)
        #expect(try bench.run().code == 1)
        #expect(try Self.digest(bench.repository.path) == before)
        #expect(bench.host.leftovers() == [])
    }

    @Test func `come from a bare repository and from below a folder as well`() throws {
        let bench = try Workbench(
            "a: {steps: [{run: pwd; ls}]}",
            files: ["folder/deep/file": "x"]
        )
        let below = try bench.run(directory: bench.repository.path + "/folder/deep")
        #expect(try below.lines(of: "a/1") == ["/workspace", "cuvette.yml", "folder"])
        let bare = bench.folder + "/bare.git"
        try bench.repository.git("clone", "--quiet", "--bare", ".", bare)
        let run = try bench.run(directory: bare)
        #expect(run.code == 0, "\(run.stderr)")
        #expect(try run.lines(of: "a/1") == ["/workspace", "cuvette.yml", "folder"])
        #expect(try bench.run("--worktree", directory: bare).code == 2)
    }

    @Test func `may be run twice at once on one store`() throws {
        let bench = try Workbench(
            "a: {caches: [{name: c, path: c}], steps: [{run: 'sleep 0.3; echo done'}]}"
        )
        let programs = try (0..<4).map { _ in try bench.start(["run", "--output", "json"]) }
        let collector = try bench.cuvette("gc")
        #expect(collector.code == 0)
        for program in programs {
            let run = CuvetteRun(try program.wait())
            #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
            #expect(try run.lines(of: "a/1") == ["done"])
        }
        let runs = try FileManager.default.contentsOfDirectory(atPath: bench.store + "/runs")
        #expect(runs.sorted() == ["1", "2", "3", "4"])
        #expect(!(try bench.cuvette("runs").stdout.contains("interrupted")))
        #expect(bench.host.leftovers() == [])
    }

    /// A digest of every name, permission and byte in a repository, git's folder included.
    private static func digest(_ path: String) throws -> String {
        let command =
            "(find . -printf '%y %m %T@ %p %l\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum"
        return try SpawnedProgram(
            ["/bin/sh", "-c", command],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: path
        ).wait().stdout
    }
}
