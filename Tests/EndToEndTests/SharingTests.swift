import Foundation
import Glibc
import TestSupport
import Testing

private let programs = ["/bin/busybox", "/usr/bin/podman", "/usr/sbin/runc"]

extension Trait where Self == ConditionTrait {
    /// Tests whose image is a busybox; skipped, with this reason, where there is none.
    fileprivate static var needsBusybox: Self {
        .enabled(if: access(programs[0], X_OK) == 0, "needs busybox-static")
    }

    /// Tests that let podman run an image; skipped, with this reason, without it and runc.
    fileprivate static var needsPodman: Self {
        .enabled(
            if: programs.dropFirst().allSatisfy { access($0, X_OK) == 0 },
            "needs podman and runc"
        )
    }
}

@Suite(.needsRoot, .needsBusybox) struct `A shared failure` {
    private let bench: Workbench

    private static let jobs = """
        test:
          env: {GREETING: hello}
          steps:
            - {id: build, run: 'echo built > built; rm README; echo WORD=handed >> $CUVETTE_ENV'}
            - {id: check, run: 'cat built; echo $GREETING $WORD; ls README || exit 42', env: {K: '${{ secrets.key }}'}}
        leak: {steps: [{run: 'printf %s "$K" > /leaked; exit 1', env: {K: '${{ secrets.key }}'}}]}
        """

    init() throws {
        bench = try Workbench(
            Self.jobs,
            top: "secrets: {key: {env: THE_KEY}}",
            files: ["README": "x"]
        )
        let root = bench.folder + "/root/bin"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try run("/bin/cp", "/bin/busybox", root + "/busybox")
        for name in ["sh", "cat", "echo", "rm", "ls", "printf"] {
            symlink("busybox", "\(root)/\(name)")
        }
        try run("/bin/tar", "-C", bench.folder + "/root", "-cf", bench.folder + "/root.tar", ".")
        #expect(
            try bench.cuvette("image", "import", bench.folder + "/root.tar", "base:1").code == 0
        )
        let archive = bench.repository.path + "/base.tar"
        #expect(
            try bench.cuvette("image", "save", "--format", "oci-archive", "-o", archive, "base:1")
                .code == 0
        )
        let text = try String(
            contentsOfFile: bench.repository.path + "/cuvette.yml",
            encoding: .utf8
        )
        try bench.repository.commit(
            "two",
            ["cuvette.yml": text.replacing("image: host", with: "image: oci-archive:base.tar")]
        )
    }

    @discardableResult
    private func run(_ words: String...) throws -> SpawnedProgram.End {
        let program = try SpawnedProgram(
            words,
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        let end = try program.wait()
        try #require(end.code == 0, "\(words): \(end.stderr)")
        return end
    }

    private let key = ["THE_KEY": "topsecretvalue"]

    /// podman with a store of its own, and with limits that any machine can give.
    private func podman(_ image: String) throws -> SpawnedProgram.End {
        let folder = bench.folder + "/podman"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let settings = """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            """
        try settings.write(toFile: folder + "/c.conf", atomically: true, encoding: .utf8)
        return try SpawnedProgram(
            [
                programs[1], "--runtime", programs[2], "--root", folder + "/root", "--runroot",
                folder + "/run", "run", "--rm", "--quiet", "--network", "none", image,
            ],
            environment: [
                "PATH": "/usr/sbin:/usr/bin:/bin", "HOME": folder,
                "CONTAINERS_CONF": folder + "/c.conf",
            ],
            directory: folder
        ).wait()
    }

    @Test(.needsPodman) func `fails in the same way under podman`() throws {
        let failed = try bench.run("--job", "test", environment: key)
        #expect(failed.code == 1, "\(failed.stderr)")
        let file = bench.folder + "/failure.tar"
        let export = try bench.cuvette("export", "1", "-o", file, environment: key)
        #expect(export.code == 0, "\(export.stderr)")
        #expect(export.stdout.contains("podman run --rm --network none -e K=…"))
        #expect(export.stderr.contains("left out: K, which holds the secret key"))
        let end = try podman("oci-archive:" + file)
        #expect(end.code == 42, "\(end.stderr)")
        #expect(end.stdout == "built\nhello handed\n")
        let layout = bench.folder + "/layout/"
        #expect(
            try bench.cuvette("export", "1/test/build", "-o", layout, environment: key).code == 0
        )
        let index = try String(contentsOfFile: layout + "index.json", encoding: .utf8)
        #expect(index.contains("run-1-test-build-before"))
    }

    @Test func `is refused where a file holds a secret, by its path`() throws {
        try bench.run("--job", "leak", environment: key)
        let file = bench.folder + "/leak.tar"
        for words in [["export", "1", "--after"], ["bundle", "1"]] {
            let program = try bench.start(words + ["-o", file], environment: key)
            let end = try program.wait()
            #expect(end.code == 2, "\(end.stderr)")
            #expect(end.stderr.contains("/leaked"))
            #expect(end.stderr.contains("holds the secret key"))
            #expect(!end.stderr.contains("topsecretvalue"))
        }
        // What is not known cannot be looked for.
        let blind = try bench.cuvette("export", "1", "-o", file)
        #expect(blind.code == 2)
        #expect(blind.stderr.contains("secret key: the variable THE_KEY is not set"))
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `is told that the programs of this machine are no image`() throws {
        let host = try Workbench("test: {steps: [{run: exit 1}]}")
        try host.run()
        let export = try host.cuvette("export", "1", "-o", host.folder + "/x.tar")
        #expect(export.code == 2)
        #expect(export.stderr.contains("image: host"))
        let passed = try host.cuvette("export", "2", "-o", host.folder + "/x.tar")
        #expect(passed.stderr.contains("there is no run 2"))
    }

    @Test func `becomes a kept run of an empty store`() throws {
        try bench.run("--job", "test", environment: key)
        let file = bench.folder + "/run.cuv"
        let bundle = try bench.cuvette("bundle", "1", "-o", file, environment: key)
        #expect(bundle.code == 0, "\(bundle.stderr)")
        let other = try Workbench("test: {steps: [{run: 'exit 1'}]}")
        try other.run()
        let taken = try other.cuvette("unbundle", file)
        #expect(taken.stdout == "2\n", "\(taken.stderr)")
        #expect(try other.cuvette("logs", "2/test/check").stdout.contains("hello handed"))
        #expect(try other.cuvette("gc").code == 0)
        let export = try other.cuvette(
            "export",
            "2",
            "-o",
            other.folder + "/f.tar",
            environment: key
        )
        #expect(export.code == 0, "\(export.stderr)")
        #expect(export.stderr.contains("it ended with exit 42"))
        let wrong = try other.cuvette("unbundle", other.repository.path + "/cuvette.yml")
        #expect(wrong.code == 2)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: other.store + "/sessions").isEmpty
        )
    }
}
